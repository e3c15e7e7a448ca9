import type { EdgePair } from '../../../src/core/judge/sequential/edges.ts'
import type { Random } from '../../../src/core/judge/sequential/random.testing.ts'
import { hours, type World } from './world.ts'

/** The share of requests that take longer than so many milliseconds. */
export type Slow = (ms: number) => number

/** Half of them within 80 ms, 95 % within 215. */
export const usual: Slow = (ms) => normalTail(Math.log(ms / 80) / 0.6)
export const slowerBy =
  (factor: number): Slow =>
  (ms) =>
    usual(ms / factor)
/** Three of a hundred take four times as long. */
export const someStuck: Slow = (ms) => 0.97 * usual(ms) + 0.03 * usual(ms / 4)

/** What people look at without a test: how many take longer than this. */
export const GLANCE_MS = 300

/** 50 requests a second of a canary beside 950, over the edges that a question compares. */
export function latencies(
  title: string,
  canary: Slow,
  pairs: readonly EdgePair[],
  lasts: number,
  requests: number,
): World {
  const over = { canary: pairs.map((pair) => pair.canary), stable: pairs.map((pair) => pair.stable) }
  return {
    title,
    scrapes: hours(lasts),
    worseFrom: canary === usual ? null : 0,
    run: (random) => () => {
      const mine = exceeding(random, 0.05 * requests, canary, over.canary)
      const theirs = exceeding(random, 0.95 * requests, usual, over.stable)
      return {
        canary: { total: 0.05 * requests, events: mine.glance },
        stable: { total: 0.95 * requests, events: theirs.glance },
        over: { canary: mine.over, stable: theirs.over },
      }
    },
  }
}

/** Each edge among those that were over the one before it. */
function exceeding(random: Random, total: number, slow: Slow, edges: readonly number[]) {
  const found = new Map<number, number>()
  let [left, share] = [total, 1]
  for (const edge of [...edges, GLANCE_MS].sort((a, b) => a - b)) {
    const next = slow(edge)
    left = random.binomial(left, Math.min(1, next / share))
    share = next
    found.set(edge, left)
  }
  return { over: edges.map((edge) => found.get(edge) ?? 0), glance: found.get(GLANCE_MS) ?? 0 }
}

/** Abramowitz and Stegun 26.2.17, to 7 digits. */
function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z)
  const t = 1 / (1 + 0.2316419 * z)
  const sum = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * sum
}
