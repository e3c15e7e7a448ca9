import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Arranged } from '../../compile/arrange.ts'
import type { Plan } from '../../schema/plan.ts'
import { checkSamples, type Measured } from './check-samples.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const rhythm = { intervalMs: 30 * SECOND, lagMs: 15_500 }
const GAUGE: Measured = { ...rhythm, kind: 'gauge' }

const steps = (gate: object, line: object) =>
  [
    { item: { bake: { for: 30 * MINUTE, gates: [{ signal: 'a', ...gate }] } }, path: ['steps', 0] },
    { item: { checklist: [{ signal: 'a', below: 5, ...line }] }, path: ['steps', 1] },
  ] as unknown as readonly Arranged[]

/** What is said of one guard of the plan, one gate of a bake, and one line of a checklist. */
const found = (
  guard: object,
  measured: readonly Measured[],
  gate: object = {},
  line: object = { minSamples: 1 },
) =>
  checkSamples(
    { guards: [{ signal: 'a', ...guard }] } as unknown as Plan,
    steps(gate, line),
    () => measured,
  ).map(({ path, severity, message, remedy }) => [path.join('.'), severity, message, remedy])

test('a guard on a gauge that can never have its samples is named, with how many it can have', () =>
  assert.deepEqual(found({ for: 3 * MINUTE }, [GAUGE]), [
    [
      'guards.0.signal',
      'warning',
      'a is read once every 30s: in 3m it has 6 of the 10 samples that are asked for, so this guard never trips',
      'write minSamples: 6 or less',
    ],
  ]))

test('so is one whose span is shorter than an interval, or that looks back over less than it lasts', () => {
  const [short] = found({ for: 10 * SECOND, minSamples: 2 }, [GAUGE])
  assert.deepEqual(short?.slice(0, 1), ['guards.0.minSamples'])
  assert.match(short?.[2] ?? '', /in 10s it has 1 of the 2 samples/)
  const [back] = found({ for: 15 * MINUTE, lookback: MINUTE }, [GAUGE])
  assert.match(back?.[2] ?? '', /in 1m it has 2 of the 10 samples/)
})

test('gates and lines of checklists never pass then', () => {
  const enough = { for: 10 * MINUTE }
  const [gate] = found(enough, [GAUGE], { over: 5 * MINUTE })
  assert.match(
    gate?.join(' ') ?? '',
    /^steps\.0\.bake\.gates\.0\.signal .* 10 of the 50 .* gate never passes/,
  )
  const [line] = found(enough, [GAUGE], {}, {})
  assert.match(
    line?.join(' ') ?? '',
    /^steps\.1\.checklist\.0\.signal .* in 5m it has 10 of the 50 .* never passes/,
  )
})

test('a count has a sample a second, and the environment that measures least often decides', () => {
  const count: Measured = { ...rhythm, kind: 'count' }
  assert.deepEqual(found({ for: MINUTE }, [count]), [])
  assert.match(found({ for: MINUTE, minSamples: 61 }, [count])[0]?.[2] ?? '', /has 60 of the 61 samples/)
  const seldom: Measured = { ...GAUGE, intervalMs: 60 * SECOND }
  assert.match(
    found({ for: 5 * MINUTE }, [GAUGE, seldom])[0]?.[2] ?? '',
    /every 1m: in 5m it has 5 of the 10/,
  )
})

test('nothing is said where requests are counted, where there are enough, over a hold, or where nobody knows', () => {
  for (const kind of ['ratio', 'distribution', 'mean'] as const)
    assert.deepEqual(found({ for: SECOND }, [{ ...rhythm, kind }], { over: SECOND }, {}), [])
  assert.deepEqual(found({ for: 3 * MINUTE, minSamples: 6 }, [GAUGE]), [])
  assert.deepEqual(found({ over: 5 * MINUTE }, [GAUGE], { over: 'hold' }), [])
  assert.deepEqual(found({ for: SECOND }, []), [])
})
