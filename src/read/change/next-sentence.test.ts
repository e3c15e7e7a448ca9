import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gate, rollout, sampleRunbook } from '../../core/runbook/sample-runbook.testing.ts'
import { viewChange } from './change-view.ts'
import {
  ANNA,
  deployed,
  deploying,
  holding,
  opened,
  secondStage,
  seenAt,
  seenHolding,
  T0,
  type Told,
} from './seen.testing.ts'

const next = (told: Told, at: number, over = {}) => viewChange(seenAt(at, told, over)).next

test('a hold whose time is up says what it still waits for', () => {
  const late = { now: T0 + 640_000 }
  const gates = (verdict: 'worse' | 'inconclusive', value: number, samples: number) =>
    seenHolding(late).judged.map((one) => ({
      ...one,
      watermark: T0 + 639_000,
      ...(one.rule === 'success-gate' && one.target === 'wix'
        ? { verdict, evidence: { ...one.evidence, value, samples } }
        : {}),
    }))
  assert.match(
    viewChange(seenHolding({ ...late, judged: gates('inconclusive', 1, 30) })).next.sentence,
    /50 % as soon as wix has 50 samples \(30 so far\)/,
  )
  const bad = { ...late, judged: gates('worse', 0.98, 900) }
  assert.deepEqual(viewChange(seenHolding(bad)).next, {
    sentence: 'It rolls back',
    at: new Date(late.now).toISOString(),
    unless: 'success-ratio on wix is at least 99.00 % over the hold by then (98.00 % now)',
  })
  const patient = { ...rollout, gates: [{ ...gate, otherwise: 'hold' as const }] }
  assert.match(
    viewChange(seenHolding({ ...bad, runbook: sampleRunbook({ steps: [patient] }) })).next.sentence,
    /as soon as success-ratio holds on wix \(98.00 %, at least 99.00 % over the hold\)/,
  )
})

test('every moment has its next sentence', () => {
  const doubt: Told = [
    ...deploying,
    [
      9,
      {
        type: 'step-unknown',
        step: 'deploy-wix',
        attempt: 1,
        reason: 'the server was killed',
        ask: 'person',
      },
    ],
  ]
  const retry: Told = [
    ...opened,
    [
      1,
      {
        type: 'step-started',
        step: 'deploy-wix',
        attempt: 1,
        act: { act: 'deploy', target: 'wix', version: 'v2' },
      },
    ],
    [
      3,
      {
        type: 'step-failed',
        step: 'deploy-wix',
        attempt: 1,
        reason: 'exit 1',
        retryAt: T0 + 13_000,
        goOn: false,
      },
    ],
  ]
  const back: Told = [
    ...holding,
    [
      40,
      {
        type: 'rollback-started',
        cause: { cause: 'asked', because: 'it smells' },
        gradual: false,
        latch: false,
        undo: ['rollout', 'deploy-gamma', 'deploy-wix'],
      },
      ANNA,
    ],
  ]
  const window = { start: T0 + 600_000, durationMs: 2_700_000, atEnd: 'hold' } as const
  const cases: readonly (readonly [Told, number, RegExp, object?])[] = [
    [[], 0, /has not been requested/],
    [[[0, { type: 'requested', needed: 2 }]], 0, /after 2 more approvals/],
    [opened.slice(0, 2), 0, /window opens/, { runbook: sampleRunbook({ window }) }],
    [deploying, 5, /^Canary to 5 % when Deploy wix and Deploy gamma are done/],
    [retry, 5, /Deploy wix is tried again/],
    [doubt, 10, /A person has to settle Deploy wix/],
    [deployed, 25, /hold at 5 % begins when every proxy has it/],
    [
      [...secondStage, [500, { type: 'window-overrun' }]],
      501,
      /no weight is raised/,
      {
        judged: seenHolding().judged.map((one) => ({ ...one, watermark: T0 + 500_000 })),
        targets: seenHolding().targets,
      },
    ],
    [[...holding, [40, { type: 'paused', because: 'look' }, ANNA]], 41, /until a person resumes/],
    [back, 41, /when every proxy has closed gamma and wix/],
    [
      [...back, [41, { type: 'traffic-closed', targets: ['gamma', 'wix'] }]],
      42,
      /Undo Rollout, Deploy gamma and Deploy wix/,
    ],
    [[...opened, [5, { type: 'cancelled', because: 'not now' }]], 6, /it is over/],
  ]
  for (const [told, at, sentence, over] of cases) assert.match(next(told, at, over).sentence, sentence)
})
