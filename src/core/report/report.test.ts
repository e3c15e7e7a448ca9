import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { replay } from '../change/evolve/evolve.ts'
import { inEveryWorld } from '../change/turn/laws.testing.ts'
import type { Entry } from '../journal/entry.ts'
import { rollout, sampleRunbook, worseGuard } from '../runbook/sample-runbook.testing.ts'
import { simulate } from '../simulate/simulate.ts'
import { LINES_MAX } from './timeline.ts'
import { AT, ERRORS, incidentOf, played, sealed } from './worlds.testing.ts'
import { reportOf } from './write-report.ts'

const MINUTE = 60_000
const action = { act: 'action', name: 'clear-cache', with: {} } as const
const wayDown = {
  limits: { closeMs: 30_000, undoMs: MINUTE },
  steps: [
    { id: 'clear', title: 'Clear the cache', act: action, timeLimitMs: 30_000, attempts: 1 },
    { id: 'warm', title: 'Warm the cache', act: action, timeLimitMs: 30_000, attempts: 2 },
  ],
} as const

describe('the report of a change whose guard tripped', () => {
  const report = incidentOf(played(ERRORS))

  it('says in three sentences what happened, why, and how it ended', () => {
    assert.deepEqual(report.summary, {
      what: 'CHG-SIMULATED, Sample, showed v2.0.0 to up to 50 % of the general public of gamma and wix in staging, from 2027-03-01 10:00:02 UTC on, for 13m18s in all.',
      why: 'At 2027-03-01 10:13:20 UTC (T+13m20s) guard success-guard tripped on gamma: success-ratio 90.00 % of 3,000 samples (below 97.00 %).',
      end: 'Every request went to stable 200ms after that, 1m1s after the breach began, all that had to be undone was, and it ended rolled back at 2027-03-01 10:13:24 UTC.',
    })
  })

  it('has the rule with its bound, its numbers, and since when it was broken', () => {
    const { rule, kind, by, before } = report.cause ?? assert.fail()
    assert.deepEqual([kind, by, before], ['guard', 'cutwater', []])
    assert.equal(rule?.bound, 'below 97.00 %')
    assert.deepEqual([rule.measured, rule.samples], ['90.00 %', 3000])
    assert.equal(Date.parse(rule.to) - Date.parse(rule.brokenSince), MINUTE)
    assert.equal(report.moments.breach, rule.brokenSince)
  })

  it('draws what was measured, and where the traffic went', () => {
    assert.deepEqual(
      report.evidence?.points.map(({ canary, stable }) => [canary, stable]),
      [
        [1, 1],
        [1, 1],
        [0.9, 1],
      ],
    )
    assert.deepEqual(report.evidence?.bounds, [0.97])
    assert.deepEqual(
      report.traffic.map(({ targets, points }) => [targets, points.map(({ weight }) => weight)]),
      [
        [
          ['gamma', 'wix'],
          [0, 500, 2500, 5000, 0],
        ],
      ],
    )
  })

  it('says of each part of the rollback how long it took', () => {
    const took = report.durations.map(({ what, tookMs, limitMs }) => [what, tookMs, limitMs])
    assert.deepEqual(took, [
      ['From the breach to the canary at 0 %', 61_200, null],
      ['From the decision to the canary at 0 %', 200, null],
      ['Closing every target', 200, null],
      ['Undoing what was done', 4_000, null],
      ['Deploy gamma', 2_000, MINUTE],
      ['Deploy wix', 2_000, MINUTE],
      ['The whole rollback', 4_200, null],
    ])
  })

  it('is the same bytes for the same journal', () => {
    assert.equal(JSON.stringify(incidentOf(played(ERRORS))), JSON.stringify(report))
  })
})

describe('the report of a rollback', () => {
  it('holds each step against its limit, and says what was not done and why', () => {
    const failing =
      ERRORS.slice(0, -1) +
      ', effects: [{item: rollback:warm, direction: undo, takes: 20s, outcome: failed, reason: it does not answer}]}'
    const { steps, durations, summary } = incidentOf(played(failing, { wayDown }))
    assert.deepEqual(
      steps.map(({ title, outcome, because, attempts }) => [title, outcome, because, attempts]),
      [
        ['Clear the cache', 'undone', 'simulated', 1],
        ['Warm the cache', 'not-undone', 'it does not answer', 2],
      ],
    )
    const of = (what: string) => durations.find((one) => one.what === what)
    assert.deepEqual(of('Warm the cache (the longest of 2 attempts)')?.tookMs, 20_000)
    assert.equal(of('Closing every target')?.limitMs, 30_000)
    assert.equal(of('The whole rollback')?.limitMs, 150_000)
    assert.match(summary.end, /1 step of the rollback was not done \(Warm the cache\)/)
  })

  it('says what a change did that nobody could undo', () => {
    const script =
      ERRORS.slice(0, -1) +
      ', effects: [{item: deploy-wix, direction: undo, outcome: failed, reason: the runner is gone}]}'
    const { status, undone, summary } = incidentOf(played(script))
    assert.equal(status, 'failed')
    assert.deepEqual(
      undone.find(({ id }) => id === 'deploy-wix'),
      {
        ...{ id: 'deploy-wix', title: 'Deploy wix', outcome: 'not-undone', because: 'the runner is gone' },
        ...{ tookMs: 4_000, limitMs: MINUTE, attempts: 2 },
      },
    )
    assert.match(summary.end, /1 step was not undone \(Deploy wix\), and it ended as failed/)
  })

  it('of what was adopted says that it serves everyone, and that it was shown to all', () => {
    const script = '{effects: [{item: sync, outcome: failed, reason: the registry is away}]}'
    const steps = sampleRunbook().steps.map((step) =>
      step.kind === 'effect' && step.id === 'sync' ? { ...step, onFailure: 'rollback' as const } : step,
    )
    const { status, moments, summary, undone, cause } = incidentOf(played(script, { steps }))
    assert.equal(status, 'failed')
    assert.equal(moments.most, 10_000)
    assert.match(summary.why, /Cutwater sent it back: step sync failed: the registry is away\.$/)
    assert.match(
      summary.end,
      /as failed at .*; gamma serves everyone v2\.0\.0; wix serves everyone v2\.0\.0\.$/,
    )
    assert.match(
      undone.find(({ outcome }) => outcome === 'not-undone')?.because ?? '',
      /the canary was adopted: going back from it is a new change/,
    )
    assert.equal(moments.breach, cause?.at)
  })

  it('a guard after which people went on is no breach of what they decided later', () => {
    const steps = sampleRunbook().steps.map((step) =>
      step.kind === 'rollout'
        ? { ...step, gates: [], guards: step.guards.map((guard) => ({ ...guard, then: 'pause' as const })) }
        : step,
    )
    const bad = 'evidence: [{from: 2m, until: 4m, success: 90%}]'
    const abort = '{at: 9m, do: abort, because: enough}'
    const after = incidentOf(played(`{${bad}, commands: [${abort}]}`, { steps }))
    assert.equal(after.cause?.before[0]?.kind, 'guard')
    assert.equal(after.moments.breach, after.cause?.before.at(-1)?.brokenSince)
    const resumed = incidentOf(
      played(`{${bad}, commands: [{at: 7m, do: resume, because: it is well}, ${abort}]}`, { steps }),
    )
    assert.equal(resumed.cause?.before[0]?.kind, 'guard')
    assert.equal(resumed.moments.breach, null)
  })

  it('names the person who asked for it, with their words, and finds no breach', () => {
    const { cause, summary, moments, people } = incidentOf(
      played('{commands: [{at: 3m, do: abort, because: the shop is closed}]}'),
    )
    assert.deepEqual([cause?.kind, cause?.by, cause?.rule], ['asked', 'operator', null])
    assert.match(summary.why, /^At .* \(T\+3m0s\)|operator sent it back: the shop is closed\.$/)
    assert.equal(moments.breach, null)
    assert.ok(people.some(({ did }) => did.some(({ sentence }) => /drafted/.test(sentence))))
  })

  it('keeps who asked whether it should go back, and what was answered', () => {
    const script =
      '{commands: [{at: 2m, do: consider, because: carts are empty}, {at: 3m, do: decline, number: 1, because: only one}, ' +
      '{at: 4m, do: consider, because: many are empty}, {at: 5m, do: abort, because: they are}]}'
    assert.deepEqual(
      incidentOf(played(script)).considerations.map(({ because, answer }) => [because, answer]),
      [
        ['carts are empty', 'operator declined it: only one'],
        ['many are empty', 'it was rolled back'],
      ],
    )
  })

  it("has the judge's sentence of a rule that tests, with its interval and extra failures", () => {
    const steps = sampleRunbook().steps.map((step) =>
      step.kind === 'rollout'
        ? {
            ...rollout,
            gates: [],
            guards: [worseGuard],
            stages: [{ weight: 2_000, holdMs: 30 * MINUTE, segments: [] }],
          }
        : step,
    )
    const script =
      '{requestsPerSecond: 1000, scrapeEvery: 5s, evidence: [{from: 0s, success: 99.5%}, {from: 0s, success: 99.5%, slot: stable}, {from: 8m, success: 97%}]}'
    const { cause, evidence } = incidentOf(played(script, { steps, accept: [] }))
    assert.match(cause?.rule?.sentence ?? '', /x stable \(always-valid 95 % interval .*extra in/)
    const test = cause?.rule?.test ?? assert.fail()
    assert.ok((test.ratio ?? 0) > 2 && test.extra > 0, JSON.stringify(test))
    assert.deepEqual(evidence?.bounds, [])
  })
})

describe('what is no incident', () => {
  const sentence = (entries: readonly Entry[]): string => {
    const report = reportOf(entries, [])
    assert.ok(report?.report === 'none')
    return report.sentence
  }

  it('a success is one plain sentence', () => {
    assert.match(
      sentence(played('{}')),
      /^CHG-SIMULATED succeeded and was not rolled back: there is no incident to report\./,
    )
  })

  it('so is a change that has not begun', () => {
    assert.match(sentence(played('{}').slice(0, 3)), /is scheduled and has touched no traffic/)
  })

  it('a journal without its beginning is no report', () => {
    assert.equal(reportOf(played('{}').slice(1), []), null)
    assert.equal(reportOf([], []), null)
  })
})

describe('the report of a change that is under way', () => {
  it('says so, and what is not over', () => {
    const entries = played(ERRORS)
    const at = entries.findIndex(({ type }) => type === 'undo-started')
    const { soFar, summary, undone, durations, status } = incidentOf(entries.slice(0, at + 1))
    assert.deepEqual([soFar, status], [true, 'rolling-back'])
    assert.match(summary.end, /^It is rolling back: this report has what happened until /)
    assert.equal(undone.find(({ id }) => id === 'deploy-gamma')?.outcome, 'open')
    assert.equal(durations.find(({ what }) => what === 'The whole rollback')?.open, true)
  })

  it('of a release that runs well finds nothing', () => {
    const { cause, summary, soFar } = incidentOf(played('{}').slice(0, 14))
    assert.deepEqual([cause, soFar], [null, true])
    assert.equal(summary.why, 'No rule has tripped, and nothing was rolled back.')
  })
})

describe('a long journal', () => {
  const base = played(ERRORS)
  const flap = base.find(({ type }) => type === 'hold-started') ?? assert.fail()
  const before = base.findIndex(({ type }) => type === 'guard-tripped')
  const many = [
    ...base.slice(0, before),
    ...Array.from({ length: 10_000 }, () => flap),
    ...base.slice(before),
  ].map((entry, i) => ({ ...entry, seq: i + 1 }))

  it('gives a short report, which says what it left out and keeps how it ended', () => {
    const report = incidentOf(many)
    const lines = report.timeline.filter((line) => !('left' in line))
    const left = report.timeline.reduce((sum, line) => sum + ('left' in line ? line.left : 0), 0)
    assert.equal(lines.length, LINES_MAX)
    assert.equal(lines.length + left, many.length)
    assert.match(report.leftOut.join(' '), /lines of the timeline are left out.*cutwater journal show/)
    assert.ok(report.timeline.some((line) => 'sentence' in line && line.sentence === 'ROLLED BACK'))
    assert.ok(JSON.stringify(report).length < 256 * 1024)
  })

  it('shows an entry of a newer server as one that is not known', () => {
    const newer = base.map((entry) => (entry.type === 'window-closed' ? { ...entry, version: 9 } : entry))
    assert.match(JSON.stringify(incidentOf(newer).timeline), /which this server does not know/)
  })

  it('cuts what somebody said at length, and shows nothing that hides', () => {
    const loud = base.map((entry) =>
      entry.type === 'undo-done'
        ? { ...entry, data: { ...(entry.data as object), evidence: `\u202e${'x'.repeat(10_000)}` } }
        : entry,
    )
    const words = incidentOf(loud).undone.map(({ because }) => because ?? '')
    assert.ok(words.some((word) => word.endsWith('x…')))
    assert.ok(words.every((word) => word.length <= 400 && !word.includes('\u202e')))
  })
})

it('in every world there is a report, of the state that the change is in, and of nothing but its journal', () => {
  inEveryWorld((runbook, script) => {
    const { events, change } = simulate(runbook, script, AT)
    const entries = sealed(events)
    const report = reportOf(entries, [])
    assert.equal(report?.status, change.status)
    assert.deepEqual(reportOf(structuredClone(entries), []), report)
    for (const part of [1, 0.7, 0.4]) {
      const some = events.slice(0, Math.max(1, Math.floor(events.length * part)))
      assert.equal(reportOf(entries.slice(0, some.length), [])?.status, replay(some).status)
    }
    if (report.report === 'none') return
    for (const { tookMs } of report.durations) assert.ok(tookMs >= 0)
    assert.ok(report.moments.exposedMs >= 0)
    assert.equal(
      report.soFar,
      !['rolled-back', 'failed'].includes(report.status) || report.verification?.outcome === 'open',
    )
  }, 10)
})
