import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GATEWAY_RHYTHM } from '../../binding/signal-binding.ts'
import type { Plan } from '../schema/plan.ts'
import { checkWindow, type Tempo } from './check-window.ts'

const MINUTE = 60_000
const PROMETHEUS = { intervalMs: 2_000, lagMs: 1_500 }
const SLOW = { intervalMs: 120_000, lagMs: 60_500 }

/** Four stages, half an hour of holds. */
const planFor = (minutes: number) =>
  ({
    window: { duration: minutes * MINUTE },
    steps: [{ rollout: { stages: [5, 5, 5, 15].map((hold) => ({ weight: 1, hold: hold * MINUTE })) } }],
  }) as unknown as Plan

const ROWS: readonly (readonly [minutes: number, tempo: Tempo, severity: string | null, words: RegExp])[] = [
  [45, { pace: 1, sources: [] }, null, /./],
  [30, { pace: 1, sources: [] }, 'error', /the holds alone take 30m/],
  [45, { pace: 1, sources: [PROMETHEUS] }, null, /./],
  [45, { pace: 1, sources: [SLOW] }, 'warning', /up to 3m500ms later .* window of 45m, 2m58s may be left/],
  [36, { pace: 1, sources: [SLOW] }, 'warning', /window of 36m, 0s may be left/],
  [33, { pace: 1, sources: [GATEWAY_RHYTHM] }, null, /./],
  [45, { pace: 40, sources: [GATEWAY_RHYTHM] }, null, /./],
  [45, { pace: 60, sources: [GATEWAY_RHYTHM] }, 'warning', /window of 45s at pace 60, 7s may be left/],
  [45, { pace: 30, sources: [PROMETHEUS, GATEWAY_RHYTHM] }, null, /./],
  [45, { pace: 60, sources: [GATEWAY_RHYTHM, PROMETHEUS] }, 'warning', /measured every 2s .* 1s may be left/],
]
for (const [minutes, tempo, severity, words] of ROWS)
  test(`30m of holds in ${minutes}m at pace ${tempo.pace}, measured ${JSON.stringify(tempo.sources)}: ${severity ?? 'fine'}`, () => {
    const [first, ...more] = checkWindow(planFor(minutes), tempo)
    assert.deepEqual(more, [])
    assert.equal(first === undefined ? null : (first.severity ?? 'error'), severity)
    if (first !== undefined) assert.match(first.message, words)
  })
