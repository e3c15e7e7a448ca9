import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Cause } from '../../core/change/state/change.ts'
import { CLOSED, LATCHED } from '../../core/traffic/desired.ts'
import { viewChange, viewLine } from './change-view.ts'
import {
  ANNA,
  deploying,
  holding,
  judged,
  open,
  opened,
  secondStage,
  seenAt,
  seenHolding,
  T0,
  type Told,
  targetRow,
} from './seen.testing.ts'

const iso = (seconds: number) => new Date(T0 + seconds * 1_000).toISOString()

/** wix breaches its guard since `since`, at the 25 % stage two minutes into its hold. */
function breaching(since: number, over = {}) {
  const numbers = seenHolding().judged.map((one) =>
    one.rule === 'success-guard' && one.target === 'wix'
      ? { ...one, trueSince: T0 + since * 1_000, evidence: { ...one.evidence, value: 0.8712 } }
      : one,
  )
  return seenHolding({ judged: numbers, ...over })
}

test('a guard that counts is danger, and next is what it is about to do, with when and unless', () => {
  const view = viewChange(breaching(400))
  assert.deepEqual(view.headline, { word: 'In danger', look: 'danger', cause: null })
  assert.match(view.safety.sentence, /^success-ratio is 87\.12 % on wix \(guard: below 97\.00 % for 1m\)/)
  assert.deepEqual(view.next, {
    sentence: 'It rolls back',
    at: iso(460),
    unless: 'success-ratio on wix is at least 97.00 % again',
  })
  assert.deepEqual(viewLine(breaching(400)).next, view.next)
  const late = breaching(400).judged.map((one) => ({ ...one, lagMs: 2_000, intervalMs: 7_000 }))
  assert.equal(viewChange(seenHolding({ judged: late })).next.at, iso(465))
})

test('nothing is foretold that will not come: not while the engine is stuck, and no pause of what is paused', () => {
  const stuck = { since: T0, errors: 6, because: 'broken' }
  assert.deepEqual(viewChange(breaching(400, { stuck })).next, {
    sentence: 'Nothing by itself until the engine can go on; it keeps trying',
    at: null,
    unless: null,
  })
  const told: Told = [...secondStage, [440, { type: 'paused', because: 'look' }, ANNA]]
  const { judged, targets } = breaching(400)
  assert.equal(viewChange(seenAt(450, told, { judged, targets })).next.sentence, 'It rolls back')
})

test('a gate that does not hold decides at the end of the hold', () => {
  const numbers = seenHolding().judged.map((one) =>
    one.rule === 'success-gate' && one.target === 'wix'
      ? { ...one, verdict: 'worse' as const, evidence: { ...one.evidence, value: 0.9812 } }
      : one,
  )
  assert.deepEqual(viewChange(seenHolding({ judged: numbers })).next, {
    sentence: 'It rolls back',
    at: iso(630),
    unless: 'success-ratio on wix is at least 99.00 % over the hold by then (98.12 % now)',
  })
})

const { evidence } = judged('guard', 'wix', 'worse', 0.9312, 800, 24, 90)
const CAUSES: readonly (readonly [Cause, string])[] = [
  [
    { cause: 'guard', rule: 'success-guard', target: 'wix', evidence },
    'success-ratio was 93.12 % of 800 samples on wix (guard: below 97.00 % for 1m)',
  ],
  [
    { cause: 'gate', rule: 'success-gate', target: 'wix', evidence: { ...evidence, value: null } },
    'success-ratio had no samples on wix (gate: at least 99.00 % over the hold)',
  ],
  [
    { cause: 'guard', rule: 'unknown', target: 'wix', evidence: { ...evidence, sharedIncident: true } },
    'success-ratio was 93.12 % of 800 samples on wix; on stable too, so it may not be the new version',
  ],
  [
    { cause: 'no-data', rule: 'success-guard', target: 'wix', since: T0 },
    `No data for success-ratio on wix since ${iso(0)}`,
  ],
  [{ cause: 'asked', because: 'it smells' }, 'Asked by anna: it smells'],
  [{ cause: 'killed', because: 'checkout is down' }, 'Killed by anna: checkout is down'],
  [{ cause: 'superseded', by: 'CHG-2025-0008' }, 'CHG-2025-0008 took its place'],
  [{ cause: 'step', step: 'flags', reason: 'exit 1' }, 'Freeze flags failed: exit 1'],
  [{ cause: 'overrun', endedAt: T0 }, `The window closed at ${iso(0)} while the change was running`],
  [{ cause: 'latched', target: 'wix' }, 'wix was latched'],
]

function rolledBack(cause: Cause, ...more: Told): Told {
  const started = { type: 'rollback-started', cause, gradual: false, latch: false, undo: [] } as const
  return [...holding, [90, started, ANNA], ...more]
}

test('what went back leads with its cause, and is never merely safe', () => {
  for (const [cause, words] of CAUSES) {
    const told = rolledBack(cause)
    assert.deepEqual(viewChange(seenAt(91, told)).headline, {
      word: 'Rolling back',
      look: 'back',
      cause: words,
    })
    const over: Told = [
      ...told,
      [92, { type: 'traffic-closed', targets: ['gamma', 'wix'] }],
      [93, { type: 'rolled-back' }],
    ]
    assert.deepEqual(viewChange(seenAt(94, over)).headline, {
      word: 'Rolled back',
      look: 'back',
      cause: words,
    })
  }
})

test('every end has its word; how the change left its targets stays, whatever they have today', () => {
  const cancelled = viewChange(seenAt(6, [...opened, [5, { type: 'cancelled', because: 'not now' }]]))
  assert.deepEqual(cancelled.headline, { word: 'Cancelled', look: 'idle', cause: 'not now' })
  assert.deepEqual(viewChange(seenAt(0, opened.slice(0, 2))).headline.word, 'Not begun')
  const told = rolledBack(
    { cause: 'asked', because: 'it smells' },
    [92, { type: 'traffic-closed', targets: ['gamma', 'wix'] }],
    [93, { type: 'failed', notUndone: ['deploy-wix'] }],
  )
  const today = ['gamma', 'wix'].map((service) => targetRow(service, open(5_000)))
  const failed = viewChange(seenAt(9_000, told, { targets: today }))
  assert.deepEqual(failed.headline, { word: 'Failed', look: 'failed', cause: 'Asked by anna: it smells' })
  assert.deepEqual(
    failed.rollouts[0]?.traffic.map(({ left }) => left),
    ['closed', 'closed'],
  )
  assert.deepEqual(
    failed.concerns.map(({ sentence }) => sentence),
    ['Not undone: Deploy wix'],
  )
})

test('one cause is one concern: a proxy that is gone explains the silence and the open side', () => {
  const because = 'GET /status at /run/gateway.sock failed: connect ENOENT'
  const gone = ['gamma', 'wix'].map((service) => targetRow(service, open(2_500), { because }))
  const silent = seenHolding().judged.map((one) => ({ ...one, watermark: T0 + 430_000 }))
  const [only, ...others] = viewChange(seenHolding({ judged: silent, targets: gone })).concerns
  assert.deepEqual(others, [])
  assert.equal(
    only?.sentence,
    'The proxy of gamma and wix does not answer. No data for success-ratio on gamma and wix',
  )
  assert.equal(only.detail, `run/gateway.sock: ${because}`)

  const closing: Told = rolledBack(
    { cause: 'asked', because: 'it smells' },
    [91, { type: 'traffic-closing', targets: ['gamma', 'wix'], latch: false }],
    [106, { type: 'close-unacknowledged', targets: ['gamma', 'wix'] }],
  )
  const still = ['gamma', 'wix'].map((service) => targetRow(service, CLOSED, { because }))
  const open_ = viewChange(seenAt(110, closing, { targets: still }))
  assert.deepEqual(
    open_.concerns.map(({ concern, detail }) => [concern, detail]),
    [['not-closed', `run/gateway.sock: ${because}`]],
  )
  assert.equal(open_.headline.look, 'danger')
})

test('a pause that is explained by what failed is not said twice; one by a person is', () => {
  const failed: Told = [
    ...deploying,
    [
      9,
      { type: 'step-failed', step: 'deploy-wix', attempt: 1, reason: 'exit 1', retryAt: null, goOn: false },
    ],
    [9, { type: 'paused', because: 'step deploy-wix failed' }],
  ]
  const named = (told: Told) => viewChange(seenAt(10, told)).concerns.map(({ concern }) => concern)
  assert.deepEqual(named(failed), ['failed'])
  assert.deepEqual(named([...holding, [40, { type: 'paused', because: 'look' }, ANNA]]), ['paused'])
  const latched = [targetRow('wix', LATCHED)]
  assert.deepEqual(
    viewChange(seenAt(30, holding, { targets: latched })).concerns.map(({ concern }) => concern),
    ['latched'],
  )
})

test('progress counts stages, steps and checks', () => {
  const at = (told: Told) => viewLine(seenAt(500, told)).progress
  assert.deepEqual(at([]), { done: 0, of: 12 })
  assert.deepEqual(at(secondStage), { done: 3, of: 12 })
})
