import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commandSchema } from '../../http/api/changes/command-body.ts'
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

test('a way back says which version stays, what is undone, and that it ends as failed', () => {
  const adopted: Told = [
    ...secondStage,
    [900, { type: 'stage-passed', step: 'rollout', stage: 1, gates: [] }],
    [900, { type: 'adopting', step: 'rollout', was: { gamma: 'blue', wix: 'blue' } }],
    [902, { type: 'adopted', step: 'rollout', targets: ['gamma', 'wix'] }],
    [902, { type: 'step-done', step: 'rollout', outputs: {}, evidence: 'ok' }],
    [
      902,
      {
        type: 'step-started',
        step: 'flags',
        attempt: 1,
        act: { act: 'set-flags', targets: ['gamma', 'wix'], set: { CanaryEnabled: false }, lock: true },
      },
    ],
  ]
  for (const told of [adopted, adopted.slice(0, -3)])
    for (const command of ['abort', 'rollback', 'kill']) {
      const said = possible(seenAt(903, told)).get(command)?.consequence ?? ''
      assert.match(said, /eaves gamma and wix on v2.0.0, which serves everyone already/)
      assert.match(said, /Not undone: Rollout \(the canary was adopted.*\)\. So it ends as failed\.$/)
      assert.doesNotMatch(said, /to stable at once/)
    }
  assert.match(possible(seenAt(903, adopted)).get('abort')?.consequence ?? '', /then undoes Freeze flags/)
  const failed = seenAt(910, [
    ...adopted,
    [
      904,
      {
        type: 'rollback-started',
        cause: { cause: 'asked', because: 'no' },
        gradual: false,
        latch: false,
        undo: ['flags', 'rollout'],
      },
    ],
    [905, { type: 'failed', notUndone: ['rollout'], serving: { wix: 'v2.0.0', gamma: 'v2.0.0' } }],
  ])
  assert.match(viewChange(failed).safety.sentence, /^Everyone has v2.0.0 on gamma and wix, which was adopted/)
})

test('promote says beforehand what the checklist and a lock will refuse', () => {
  const lock = { by: 'anna', because: 'frozen', since: T0, change: null }
  const heldFlags = [{ target: 'wix', flag: 'CanaryEnabled', content: true, lock }]
  const all = possible(seenHolding({ heldFlags })).get('promote all')?.consequence ?? ''
  assert.match(all, /The checklist will not accept "Held 99 %", because the last hold is cut short/)
  assert.match(all, /CanaryEnabled of wix is locked by anna: frozen; to lift it: cutwater flags unlock/)
  const one = possible(seenHolding()).get('promote')?.consequence ?? ''
  assert.doesNotMatch(one, /checklist/, 'the last hold is still to come')
})

test('a kill says what it does where nothing runs', () => {
  const scheduled: Told = [[0, { type: 'requested', needed: 0 }]]
  const words = (told: Told) => possible(seenAt(1, told)).get('kill')?.consequence ?? ''
  assert.match(words(scheduled), /^Cancels it\. .* nothing is latched\.$/)
  const over: Told = [...opened, [5, { type: 'cancelled', because: 'no' }]]
  assert.match(words(over), /^Latches gamma and wix: .* Nothing of this change is undone/)
})
