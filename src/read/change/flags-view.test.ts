import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rollout, sampleRunbook } from '../../core/runbook/sample-runbook.testing.ts'
import { viewChange } from './change-view.ts'
import { holding, seenAt, T0, type Told } from './seen.testing.ts'

const runbook = sampleRunbook({
  steps: sampleRunbook().steps.map((step) => (step === rollout ? { ...step, weightFlag: 'share' } : step)),
})
const act = {
  act: 'set-flags',
  targets: ['gamma', 'wix'],
  set: { share: 5 },
  lock: false,
  passLock: true,
} as const
const of = { step: 'rollout', flag: 'share', percent: 5 } as const
const moved: Told = [...holding, [26, { type: 'weight-flag-moved', ...of, attempt: 1, act }]]
const failed = (retryAt?: number): Told => [
  ...moved,
  [
    36,
    {
      type: 'weight-flag-failed',
      ...of,
      reason: 'no answer in 10s',
      ...(retryAt === undefined ? {} : { retryAt }),
    },
  ],
]
const view = (told: Told) => viewChange(seenAt(40, told, { runbook }))

test('a rollout shows what became of the flag that follows its weight', () => {
  assert.equal(viewChange(seenAt(40, holding)).rollouts[0]?.weightFlag, null)
  const flag = (told: Told) => view(told).rollouts[0]?.weightFlag
  const known = { flag: 'share', percent: 5, reason: null, retryAt: null }
  assert.deepEqual(flag(holding), { ...known, status: 'to-come', percent: null })
  assert.deepEqual(flag(moved), { ...known, status: 'setting' })
  assert.deepEqual(flag([...moved, [27, { type: 'weight-flag-set', ...of, evidence: 'ok' }]]), {
    ...known,
    status: 'set',
  })
  assert.deepEqual(flag(failed(T0 + 41_000)), {
    ...known,
    status: 'retrying',
    reason: 'no answer in 10s',
    retryAt: '2025-10-07T02:00:41.000Z',
  })
})

test('a flag that was given up is a concern, with the line that sets it by hand', () => {
  const concerns = (told: Told) => view(told).concerns.filter(({ sentence }) => /flag share/.test(sentence))
  assert.deepEqual(concerns(failed(T0 + 41_000)), [])
  const [concern] = concerns(failed())
  assert.equal(
    concern?.sentence,
    'The flag share does not follow the weight: it could not be set to 5 % (no answer in 10s)',
  )
  assert.match(concern?.remedy ?? '', /Set it by hand on .*gamma/)
  assert.match(concern?.lines[0] ?? '', /^cutwater flags set staging\/\w+ share 5 --because/)
})
