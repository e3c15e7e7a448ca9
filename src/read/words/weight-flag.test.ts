import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { StageView } from '../progress/rollout-view.ts'
import type { WeightFlagView } from '../progress/weight-flag-view.ts'
import { stagedWords } from './staged.ts'
import { weightFlagWords } from './weight-flag.ts'

const NOW = Date.parse('2025-10-07T02:00:00Z')
const told: WeightFlagView = { flag: 'share', status: 'set', percent: 10, reason: null, retryAt: null }
const stage = (weight: number, state: StageView['state']): StageView => ({
  weight,
  holdMs: 60_000,
  state,
  from: null,
  passedAt: null,
  promotedBy: null,
})
const traffic = [{ target: 'shop', now: null, left: null }]
const holding = {
  traffic,
  phase: 'holding',
  stages: [stage(1_000, 'holding'), stage(5_000, 'to-come')],
} as const
const moving = { traffic, phase: 'moving', stages: [stage(1_000, 'done'), stage(5_000, 'moving')] } as const
const because = { reason: 'no answer in 10s' } as const

test('the flag of a weight says what it is, and why it is behind the traffic', () => {
  const cases = [
    [{ ...told, status: 'to-come', percent: null }, holding, 'follows the weight, from the first hold on'],
    [
      { ...told, status: 'to-come', percent: null },
      { ...holding, traffic: [{ target: 'shop', now: null, left: 'untouched' }] },
      'was never set',
    ],
    [{ ...told, status: 'setting' }, holding, 'is being set to 10 %'],
    [told, holding, 'is 10 %'],
    [told, moving, 'is 10 %, and follows once every proxy has 50 %'],
    [{ ...told, percent: 0.5 }, holding, 'is 0.5 %'],
    [
      { ...told, ...because, status: 'retrying', retryAt: '2025-10-07T02:00:05Z' },
      holding,
      'does not have 10 % yet: no answer in 10s; tried again in 5s',
    ],
    [{ ...told, ...because, status: 'failed' }, holding, 'could not be set to 10 %: no answer in 10s'],
  ] as const
  for (const [flag, rollout, words] of cases)
    assert.equal(weightFlagWords(flag, rollout, NOW).words, words, flag.status)
  assert.equal(weightFlagWords({ ...told, ...because, status: 'failed' }, holding, NOW).tone, 'bad')
})

test('a staged flag says what it becomes, and where', () => {
  const since = '2025-10-07T02:00:00Z'
  assert.deepEqual(
    stagedWords({ targets: ['shop', 'api'], set: { New: true, Text: 'hi', Out: null }, since, liveAt: null }),
    [
      'New becomes true on shop, api',
      'Text becomes "hi" on shop, api',
      'Out becomes what is known by then on shop, api',
    ],
  )
})
