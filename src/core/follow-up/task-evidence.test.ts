import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Sample } from '../judge/sample.ts'
import { PLAN_EVENTS } from '../plan/plan-events.ts'
import type { FollowUp, TaskCheck } from '../runbook/follow-up.ts'
import { gate } from '../runbook/sample-runbook.testing.ts'
import { EVIDENCE_EVENTS, typesMeant } from './evidence-events.ts'
import { followUpDone, followUpsOwed } from './follow-up-events.ts'
import { afterLook } from './look-at-task.ts'
import type { OwedTask } from './owed-task.ts'
import { type Measured, ruleHeld } from './rule-evidence.ts'
import { settleTask } from './settle-task.ts'
import { looksFor, nextLook } from './task-evidence.ts'
import { tasksOwed } from './tasks-owed.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const END = 1_760_000_000_000
const rule: TaskCheck = {
  check: 'rule',
  rule: { ...gate, form: { form: 'over', span: 10 * MINUTE }, minSamples: 50 },
  targets: ['wix'],
}
const events: TaskCheck = { check: 'events', names: ['plan-registered'] }
const flag: TaskCheck = { check: 'flag', targets: ['wix'], flag: 'on', equals: true }

const leaves = (when: FollowUp['when'], evidence: TaskCheck, run = {}): readonly OwedTask[] =>
  tasksOwed(
    {
      id: 'CHG-2026-0001',
      runbook: {
        title: 'Cutover',
        environment: 'staging',
        followUps: [{ id: 'f', on: 'succeeded', when, tasks: [{ id: 'a', title: 'A', evidence }] }],
      },
      requester: { kind: 'person', name: 'rita' },
      run,
    },
    'succeeded',
    END,
  )
const within = (evidence: TaskCheck) =>
  leaves({ due: 'within', withinMs: HOUR }, evidence)[0] as OwedTask & { evidence: object }

describe('the evidence of a task', () => {
  it('is looked at once its whole span lies after the end, and a round has its own', () => {
    assert.equal(within(rule).evidence?.lookAt, END + 10 * MINUTE)
    assert.equal(within(flag).evidence?.lookAt, END)
    const rounds = leaves({ due: 'every', everyMs: HOUR, forMs: 2 * HOUR }, rule)
    assert.deepEqual(
      rounds.map(({ evidence }) => [evidence?.from, evidence?.until, evidence?.lookAt]),
      [
        [END, END + HOUR, END + 10 * MINUTE],
        [END + HOUR, END + 2 * HOUR, END + HOUR + 10 * MINUTE],
      ],
    )
    assert.equal(within(rule).evidence?.until, null, 'what comes late is evidence as well')
  })

  it('keeps what the change measured to compare with; what it did not is not there', () => {
    const bound = { op: 'at-least', of: 'baseline', times: 0.9, plus: 0 } as const
    const compared: TaskCheck = { ...rule, rule: { ...rule.rule, bound }, targets: ['wix', 'gamma'] }
    const baseline = { [gate.signal]: { wix: { value: 0.8 } } }
    const [task] = leaves({ due: 'within', withinMs: HOUR }, compared, { baseline })
    assert.deepEqual(task?.evidence?.references, { wix: 0.8 })
  })

  it('is looked at again and again while it may come, and not for ever', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(rule, events, flag),
        fc.constantFrom(null, 0),
        fc.integer({ min: MINUTE, max: 40 * 24 * HOUR }),
        (check, round, room) => {
          const dueAt = END + room
          const evidence = { check, from: END, until: round === null ? null : dueAt }
          let now: number | null = END
          let looks = 0
          for (let at: number | null = END; at !== null; at = nextLook(evidence, dueAt, at)) {
            assert.ok(looks === 0 || at > (now as number), 'it goes on')
            now = at
            looks += 1
            if (looks > 1_000) return
          }
          const over = (now as number) - dueAt
          assert.ok(round === null ? over <= 30 * 24 * HOUR : over <= 10 * MINUTE)
        },
      ),
    )
  })

  it('ends the task by what was seen, and says what was seen where it does not', () => {
    const not = afterLook(within(rule), { holds: false, words: 'wix 90 %' }, END + 10 * MINUTE)
    assert.equal(not.done, null)
    assert.deepEqual(not.evidence?.seen, { at: END + 10 * MINUTE, words: 'wix 90 %' })
    assert.equal(not.evidence?.lookAt, END + 11 * MINUTE)
    const done = afterLook(not, { holds: true, words: 'wix 99 %' }, END + 11 * MINUTE)
    assert.deepEqual(done.done, { by: 'cutwater', at: END + 11 * MINUTE, note: 'wix 99 %', byEvidence: true })
    assert.equal(done.evidence?.lookAt, null)
  })

  it('is passed over by a word of a person, either way', () => {
    const done = settleTask(within(rule), { say: 'done', note: 'seen by hand' }, 'ada', END)
    assert.ok(done.answer === 'settled' && done.task.evidence?.lookAt === null)
    assert.equal(done.task.done?.byEvidence, undefined)
    const proved = afterLook(within(rule), { holds: true, words: 'x' }, END)
    const twice = settleTask(proved, { say: 'done', note: 'y' }, 'ada', END)
    assert.ok(twice.answer === 'refused' && /by what was seen: x/.test(twice.because))
    const again = settleTask(proved, { say: 'reopen', because: 'no' }, 'ada', END)
    assert.ok(again.answer === 'settled' && again.task.evidence?.lookAt === null && again.task.done === null)
    const file = { name: 'x', bytes: 1, sha256: 'a' }
    const many = settleTask(
      within(rule),
      { say: 'done', note: 'x', attachments: Array(21).fill(file) },
      'ada',
      END,
    )
    assert.equal(many.answer, 'refused')
  })

  it('says in words what is looked for', () => {
    assert.match(looksFor(rule), /^success-ratio at least 99.00 % over 10m on wix$/)
    assert.equal(looksFor(flag), 'on=true on wix')
    assert.equal(looksFor(events), 'plan-registered in the journal')
  })

  it('waits only for names that something says after an end', () => {
    for (const name of EVIDENCE_EVENTS) assert.ok(typesMeant(name).length > 0, name)
    assert.deepEqual(typesMeant('plan-*'), Object.keys(PLAN_EVENTS))
    assert.deepEqual(typesMeant('rollback:verified'), ['verification-passed'])
    assert.deepEqual(typesMeant('canary:*'), [])
  })
})

describe('a rule that is looked at after the end', () => {
  const sample = (at: number, good = 10, total = 10): Sample => ({
    kind: 'ratio',
    at,
    span: SECOND,
    total,
    good,
  })
  const seconds = (from: number, to: number, good = 10, total = 10): Sample[] =>
    Array.from({ length: (to - from) / SECOND }, (_, i) => sample(from + i * SECOND, good, total))
  const at = (minutes: number) => END + minutes * MINUTE
  const measured = (samples: readonly Sample[], watermark: number): Measured => ({
    samples,
    watermark,
    stepMs: SECOND,
  })
  const look = (said: Measured, now: number, until: number | null = null) =>
    ruleHeld({ check: rule, from: END, until }, () => said, null, now)

  const ROWS: readonly [string, Measured, number, boolean, RegExp][] = [
    [
      'holds',
      measured(seconds(END, at(10)), at(10)),
      at(10),
      true,
      /wix success-ratio 100.00 % of 6,000 samples/,
    ],
    ['does not hold', measured(seconds(END, at(10), 9), at(10)), at(10), false, /90.00 %/],
    [
      'was bad before its span',
      measured([...seconds(END, at(5), 0), ...seconds(at(5), at(15))], at(15)),
      at(15),
      true,
      /of 6,000/,
    ],
    ['is not known so far', measured(seconds(END, at(9)), at(9)), at(10), false, /not measured so far/],
    ['was bad before the end', measured(seconds(at(-10), at(5)), at(5)), at(5), false, /not measured so far/],
    [
      'has a hole',
      measured([...seconds(END, at(4)), ...seconds(at(5), at(10))], at(10)),
      at(10),
      false,
      /1m of that time was not seen/,
    ],
    ['ends in silence', measured(seconds(END, at(9)), at(10)), at(10), false, /1m of that time was not seen/],
    ['has no samples', measured([], at(10)), at(10), false, /no samples/],
    ['has no requests', measured(seconds(END, at(10), 0, 0), at(10)), at(10), false, /no samples/],
    [
      'has too few',
      measured([...seconds(END, at(10) - SECOND, 0, 0), sample(at(10) - SECOND)], at(10)),
      at(10),
      false,
      /10 samples .*50 are asked for/,
    ],
    ['cannot be measured', { unavailable: 'it is away' }, at(10), false, /cannot be measured: it is away/],
  ]
  for (const [what, said, now, holds, words] of ROWS)
    it(`${what}: ${holds ? 'done' : 'not done'}`, () => {
      const found = look(said, now)
      assert.equal(found.holds, holds, found.words)
      assert.match(found.words, words)
    })

  it('counts nothing from after its round, however late one looks', () => {
    const bad = [...seconds(END, at(60), 9), ...seconds(at(60), at(90))]
    assert.equal(look(measured(bad, at(90)), at(90)).holds, true)
    assert.equal(look(measured(bad, at(90)), at(90), at(60)).holds, false)
  })

  it('never holds with less than all that was measured', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 595 }), fc.integer({ min: 4, max: 600 }), (from, length) => {
        const all = seconds(END, at(10))
        const holed = all.filter((_, i) => i < from || i >= from + length)
        assert.equal(look(measured(holed, at(10)), at(10)).holds, false)
      }),
    )
  })
})

it('what an older version has journaled of tasks is read', () => {
  const task = { task: 'a', title: 'A' }
  const done = { version: 1, data: { ...task, note: 'quiet', lateMs: 0 } }
  assert.equal(followUpDone.tell(done, 'ada'), 'A done, says ada: quiet')
  const owed = { version: 1, data: { tasks: [{ ...task, owner: 'ada', dueAt: END }] } }
  assert.match(followUpsOwed.tell(owed, 'cutwater') ?? '', /^one task is owed: A by ada until [^,]+$/)
})
