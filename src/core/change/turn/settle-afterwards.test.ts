import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { deploy, sampleRunbook } from '../../runbook/sample-runbook.testing.ts'
import { isTerminal } from '../state/change.ts'
import { openItems } from '../state/open-items.ts'
import { MINUTE, SECOND } from './moments.testing.ts'
import { Stand } from './stand.testing.ts'

const DAY = 24 * 60 * MINUTE
const person = (more: { openForMs?: number } = {}) =>
  ({ id: 'ada', title: 'ADA checks', check: { check: 'person', who: 'a designer', ...more } }) as const

function succeeded(line = person()): Stand {
  const passed = { id: 'telemetry', title: 'Telemetry', check: { check: 'events', names: ['*'] } } as const
  const runbook = sampleRunbook({ window: null, steps: [deploy('wix')], accept: [line, passed] })
  const stand = new Stand(runbook)
  stand.answer('deploy-wix')
  assert.equal(stand.change.status, 'succeeded')
  return stand
}
const settle = (item: string, as: 'done' | 'failed' | 'repeat' = 'done') =>
  ({ command: 'settle', item, as, because: 'tabbed through it' }) as const

describe('a line of a suite that could not be looked at', () => {
  const because = '0 of 1 passed, 1 not known; Panel: No browser can be had (none is installed)'
  const looking = (unknown?: { who: string; openForMs?: number }) => {
    const check = {
      check: 'act',
      act: { act: 'suite', name: 'panel' },
      timeLimitMs: 1_000,
      ...(unknown === undefined ? {} : { unknown }),
    } as const
    const accept = [{ id: 'ada', title: 'ADA checks', check }]
    const stand = new Stand(sampleRunbook({ window: null, steps: [deploy('wix')], accept }))
    stand.answer('deploy-wix')
    return stand
  }

  it('is left to its person, with the reason, and settled as theirs', () => {
    const stand = looking({ who: 'a designer' })
    stand.answer('accept:ada', { outcome: 'unknown', reason: because })
    assert.equal(stand.change.status, 'succeeded')
    assert.deepEqual(stand.change.run.accept.ada, { status: 'left-to-person', who: 'a designer', because })
    assert.equal(stand.turn(DAY, settle('ada')), null)
    assert.deepEqual(openItems(stand.change, stand.now), [])
  })

  it('is open as long as the plan says', () => {
    const stand = looking({ who: 'a designer', openForMs: 2 * DAY })
    stand.answer('accept:ada', { outcome: 'unknown', reason: because })
    assert.match(stand.turn(2 * DAY, settle('ada')) ?? '', /that was open until/)
  })

  it('passes by what was seen, and is never ticked by a person where it failed or nobody is named', () => {
    const well = looking({ who: 'a designer' })
    well.answer('accept:ada')
    assert.deepEqual([well.change.status, openItems(well.change, well.now)], ['succeeded', []])
    for (const [unknown, outcome] of [
      [{ who: 'a designer' }, 'failed'],
      [undefined, 'unknown'],
    ] as const) {
      const stand = looking(unknown)
      stand.answer('accept:ada', { outcome, reason: 'no focus to be seen on a#x' })
      assert.equal(stand.change.status, 'paused')
      assert.equal(stand.events.filter(({ type }) => type === 'acceptance-left-to-person').length, 0)
    }
  })
})

describe('a line of a person, after success', () => {
  it('is settled, journaled, and the change stays a success', () => {
    const stand = succeeded()
    const { revision } = stand.change
    assert.equal(stand.turn(2 * DAY, settle('ada')), null)
    assert.deepEqual(stand.events.at(-1)?.type, 'acceptance-passed')
    assert.ok(stand.change.status === 'succeeded')
    assert.deepEqual(stand.change.run.accept.ada?.status, 'passed')
    assert.equal(stand.change.revision, revision)
    assert.equal(stand.wakeAt, null)
    assert.match(stand.turn(SECOND, settle('ada')) ?? '', /not left to a person/)
  })

  it('may be said to have failed first, and to be well later', () => {
    const stand = succeeded()
    assert.equal(stand.turn(DAY, settle('ada', 'failed')), null)
    assert.ok(isTerminal(stand.change) && openItems(stand.change, stand.now).length === 1)
    assert.equal(stand.turn(DAY, settle('ada')), null)
    assert.deepEqual(openItems(stand.change, stand.now), [])
  })

  it('is open for a week, or as long as the plan says; then it is refused, and says until when it was', () => {
    for (const [line, openMs] of [
      [person(), 7 * DAY],
      [person({ openForMs: 2 * DAY }), 2 * DAY],
    ] as const) {
      const stand = succeeded(line)
      assert.match(stand.turn(openMs, settle('ada')) ?? '', /that was open until \d{4}-/)
      assert.deepEqual(openItems(stand.change, stand.now), [])
      stand.now -= 1
      assert.equal(stand.turn(0, settle('ada')), null)
    }
    assert.match(succeeded(person({ openForMs: 0 })).turn(0, settle('ada')) ?? '', /that was open until/)
  })

  it('is all that can be settled then', () => {
    const stand = succeeded()
    assert.match(
      stand.turn(SECOND, settle('telemetry')) ?? '',
      /telemetry settled: it is not left to a person/,
    )
    assert.match(stand.turn(SECOND, settle('deploy-wix')) ?? '', /there is no item "deploy-wix"/)
    assert.match(stand.turn(SECOND, settle('ada', 'repeat')) ?? '', /settled as done or failed/)
  })
})
