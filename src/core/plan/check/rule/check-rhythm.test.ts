import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GATEWAY_RHYTHM, type Rhythm } from '../../../binding/signal-binding.ts'
import type { Arranged } from '../../compile/arrange.ts'
import type { Plan } from '../../schema/plan.ts'
import { checkRhythm } from './check-rhythm.ts'

const SLOW = { intervalMs: 30_000, lagMs: 15_500 }

/** One stage held for `hold` seconds, a gate over the hold, and a guard. */
const found = (hold: number, guard: object, rhythm: Rhythm | null) => {
  const item = {
    rollout: {
      stages: [{ weight: 100, hold: hold * 1_000 }],
      gates: [{ signal: 'success-ratio', over: 'hold' }],
      guards: [{ signal: 'success-ratio', ...guard }],
    },
  }
  const steps = [{ item, path: ['steps', 0] }] as unknown as readonly Arranged[]
  return checkRhythm({} as Plan, steps, () => rhythm).map(({ path, severity, message }) => [
    path.join('.'),
    severity,
    message,
  ])
}

test('spans of an interval or more, of nothing, or of a source that is not known are fine', () => {
  for (const [hold, guard, rhythm] of [
    [30, { for: 30_000 }, SLOW],
    [0, { over: 30_000 }, SLOW],
    [20, { for: 10_000 }, GATEWAY_RHYTHM],
    [20, { for: 10_000 }, null],
  ] as const)
    assert.deepEqual(found(hold, guard, rhythm), [])
})

test('a hold and a `for` below the interval of the source are named, with how much longer they last', () => {
  assert.deepEqual(found(20, { for: 10_000 }, SLOW), [
    [
      'steps.0.rollout.stages.0.hold',
      'warning',
      'a hold of 20s is shorter than the 30s in which success-ratio is measured once: the stage ends up to 45s500ms later',
    ],
    [
      'steps.0.rollout.guards.0.for',
      'warning',
      'for: 10s is shorter than the 30s in which success-ratio is measured once, so it is decided by the next measurement, up to 45s500ms later',
    ],
  ])
})

test('an `over` below the interval looks back over the whole interval', () => {
  const [only, ...more] = found(60, { over: 10_000 }, SLOW)
  assert.deepEqual(more, [])
  assert.match(only?.join(' ') ?? '', /guards\.0\.over warning over: 10s .* so it looks back over 30s$/)
})
