import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SignalShape } from '../../core/signal/shape.ts'
import { type Answer, MetricsUnavailable, type Question } from '../../ports/metrics.ts'
import { signalsReader } from './read-signals.ts'

const T0 = 1_790_000_000_000
const RATIO: SignalShape = { kind: 'ratio', unit: 'ratio', direction: 'lower' }
const source = {
  name: 'the gateways of staging',
  metrics: { intervalMs: 1_000, lagMs: 1_000 },
  signals: new Map([['staging', new Map([['success-ratio', RATIO]])]]),
  slos: new Map([['staging', new Map([['success-ratio', 0.999]])]]),
}

function rig(answer: (question: Question) => Answer) {
  const state = { now: T0, asked: [] as Question[] }
  const read = signalsReader({
    sources: [source],
    targetsOf: (environment) => (environment === 'staging' ? ['wix'] : null),
    targets: { list: async () => [{ name: 'staging/wix', desired: { stable: 'green' } }] as never },
    measure: async (questions) => {
      state.asked.push(...questions)
      return questions.map(answer)
    },
    clock: { now: () => state.now },
  })
  return { state, read }
}

const sample = (good: number, total: number): Answer => ({
  samples: [{ kind: 'ratio', at: T0 - 3_000, span: 1_000, good, total }],
  watermark: T0 - 1_000,
})

test('every signal is told on both sides of each target, with its age and its source', async () => {
  const { state, read } = rig(({ slot }) => (slot === 'stable' ? sample(10, 10) : sample(8, 10)))
  const view = await read('staging')
  const upTo = new Date(T0 - 2_000).toISOString()
  assert.deepEqual(view, {
    environment: 'staging',
    at: new Date(T0).toISOString(),
    signals: [
      {
        signal: 'success-ratio',
        shape: RATIO,
        source: 'the gateways of staging',
        slo: 0.999,
        overMs: 16_000,
        targets: [
          {
            target: 'wix',
            stable: { value: 1, samples: 10, upTo, why: null },
            canary: { value: 0.8, samples: 10, upTo, why: null },
          },
        ],
      },
    ],
  })
  assert.deepEqual(
    state.asked.map(({ slot, side, from }) => [slot, side, T0 - from]),
    [
      ['stable', 'green', 16_000],
      ['canary', 'blue', 16_000],
    ],
  )
})

test('where there is no number, the reason stands instead', async () => {
  const why = async (answer: Answer) => {
    const view = await rig(() => answer).read('staging')
    const { canary } = view?.signals[0]?.targets[0] ?? assert.fail()
    assert.equal(canary.value, null)
    return canary.why
  }
  assert.equal(await why(new MetricsUnavailable('it is away')), 'it is away')
  assert.equal(await why({ samples: [], watermark: T0 }), 'nothing was measured in the last 16s')
  assert.equal(await why(sample(0, 0)), 'there were no requests')
})

test('however many look, the sources are asked once; an unknown environment is none', async () => {
  const { state, read } = rig(() => sample(1, 1))
  await Promise.all([read('staging'), read('staging'), read('staging')])
  state.now += 1_000
  await read('staging')
  assert.equal(state.asked.length, 2)
  state.now += 1_500
  await read('staging')
  assert.equal(state.asked.length, 4)
  assert.equal(await read('nowhere'), null)
})
