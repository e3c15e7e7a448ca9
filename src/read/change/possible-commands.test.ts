import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commandSchema } from '../../http/api/changes/command-body.ts'
import { viewChange } from './change-view.ts'
import { ANNA, deployed, deploying, holding, seenAt, seenHolding, type Told } from './seen.testing.ts'

const possible = (seen: ReturnType<typeof seenHolding>) =>
  new Map(
    viewChange(seen).possible.map((one) => [
      [one.command, one.send.all === true ? 'all' : '', one.item?.id ?? '', one.send.as ?? '', ...one.asks]
        .filter((word) => word !== '' && word !== 'because')
        .join(' '),
      one,
    ]),
  )

test('each command comes with what it would do, or why not, and is sent as the API takes it', () => {
  const at = possible(seenHolding())
  assert.deepEqual(
    [at.get('promote')?.answer, at.get('promote')?.consequence],
    ['would-do', 'Ends the hold at 25 % now: the canary goes to 50 %.'],
  )
  assert.match(at.get('promote all')?.consequence ?? '', /on from stage to stage .* until the canary becomes/)
  assert.match(
    at.get('abort')?.consequence ?? '',
    /every request of gamma and wix to stable at once, then undoes/,
  )
  assert.equal(at.get('resume')?.answer, 'already')
  assert.equal(at.get('extend by')?.answer, 'would-do')
  const moving = possible(seenAt(25, deployed)).get('promote')
  assert.deepEqual([moving?.answer, moving?.remedy], ['refused', 'Wait until a stage holds.'])
  for (const { send, asks } of at.values()) {
    const words = { because: 'it is so', override: 'it is so', by: '15m' }
    const added = Object.fromEntries(asks.map((name) => [name, words[name]]))
    assert.ok(commandSchema.safeParse({ ...send, ...added }).success, JSON.stringify(send))
  }
})

test('too few samples can be passed over with a reason, and only where that is what stands in the way', () => {
  const few = seenHolding().judged.map((one) =>
    one.rule === 'success-gate' && one.target === 'wix' ? { ...one, verdict: 'inconclusive' as const } : one,
  )
  const at = possible(seenHolding({ judged: few }))
  assert.equal(at.get('promote')?.answer, 'refused')
  assert.match(at.get('promote override')?.consequence ?? '', /too few samples/)
  assert.equal(possible(seenHolding()).has('promote override'), false)
})

test('what is in doubt can be settled, each way with what follows; an undo can be skipped', () => {
  const doubt: Told = [
    ...deploying,
    [9, { type: 'step-unknown', step: 'deploy-wix', attempt: 1, reason: 'killed', ask: 'person' }],
  ]
  const at = possible(seenAt(10, doubt))
  assert.deepEqual(
    ['done', 'failed', 'repeat'].map((as) => at.get(`settle deploy-wix ${as}`)?.answer),
    ['would-do', 'would-do', 'would-do'],
  )
  assert.match(at.get('settle deploy-wix failed')?.consequence ?? '', /rolls back, as its plan says/)
  assert.equal(at.get('settle deploy-gamma done'), undefined)
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
  assert.match(possible(seenAt(41, back)).get('settle deploy-wix skip')?.consequence ?? '', /ends as failed/)
})
