import type { ReadOnly } from '../../event/exactly.ts'
import type { Counts } from './log-ratio.ts'
import { logAdd } from './log-sum.ts'

/**
 * The log-likelihood of every ratio r of canary to stable over a stretch of time, each interval conditioned on its
 * own rho: L(u) = sum of y_c u - y ln(1 - rho + rho e^u), u = ln r. The second part is kept at Chebyshev nodes and
 * read between them by interpolation, so a stretch of any length costs the same; a ratio is read to better than one
 * per cent.
 */
export type Curve = {
  /** sum of y ln(1 - rho + rho e^u) at each node. */
  nodes: number[]
  /** Of the canary, divided by the same tempers as the nodes. */
  events: number
  canary: { events: number; total: number }
  stable: { events: number; total: number }
  /** Events that the canary would have had at stable's rates, interval by interval: sum of n_c y_s / n_s. */
  expected: number
}

/** Ratios from 1/64 to 64 are told apart; beyond, an end of an interval is open. */
const REACH = Math.log(64)
const NODES = 20
const ANGLES = Array.from({ length: NODES }, (_, i) => ((2 * i + 1) * Math.PI) / (2 * NODES))
const AT = ANGLES.map((angle) => REACH * Math.cos(angle))
const RATIO_AT = AT.map(Math.exp)
const SIGN = ANGLES.map((angle, i) => (i % 2 === 0 ? 1 : -1) * Math.sin(angle))

export const newCurve = (): Curve => ({
  nodes: new Array<number>(NODES).fill(0),
  events: 0,
  canary: { events: 0, total: 0 },
  stable: { events: 0, total: 0 },
  expected: 0,
})

export function clearCurve(curve: Curve): void {
  curve.nodes.fill(0)
  curve.events = 0
  curve.canary.events = 0
  curve.canary.total = 0
  curve.stable.events = 0
  curve.stable.total = 0
  curve.expected = 0
}

export function addToCurves(curves: readonly Curve[], canary: Counts, stable: Counts, temper: number): void {
  const events = (canary.events + stable.events) / temper
  const rho = canary.total / (canary.total + stable.total)
  if (events > 0)
    for (let i = 0; i < NODES; i++) {
      const more = events * Math.log(1 - rho + rho * (RATIO_AT[i] as number))
      for (const { nodes } of curves) nodes[i] = (nodes[i] as number) + more
    }
  for (const curve of curves) {
    curve.events += canary.events / temper
    curve.canary.events += canary.events
    curve.canary.total += canary.total
    curve.stable.events += stable.events
    curve.stable.total += stable.total
    curve.expected += (canary.total * stable.events) / stable.total
  }
}

/** An always-valid interval of the ratio; an end beyond what is told apart is null. */
export type RatioInterval = { readonly low: number | null; readonly high: number | null }

/**
 * The ratio of the greatest likelihood, and {r : E_r < 1/alpha} with the two-sided E_r = the mean of e^(L(u) - L(ln
 * r)) over u, spread evenly. E_r is a supermartingale where r is the ratio, so the interval covers it at all times at
 * once with a probability of 1 - alpha. `logMore` is added to ln(1/alpha) where the stretch was chosen among several
 * after the fact (a union bound). Null before anything happened.
 *
 * Source: Robbins, Statistical methods related to the law of the iterated logarithm, 1970 (mixtures inverted to
 * intervals); for counts, Lindon and Malek, arXiv 2011.03567.
 */
export function ratioOf(
  curve: ReadOnly<Curve>,
  alpha: number,
  logMore: number,
): { readonly ratio: number; readonly interval: RatioInterval } | null {
  if (curve.canary.events + curve.stable.events === 0) return null
  const at = (u: number) => logLikelihood(curve, u)
  const best = highest(at)
  const top = at(best)
  // Within 40 of the highest lies all of the mean that a double can show.
  const [from, to] = [crossing(at, best, -REACH, top - 40), crossing(at, best, REACH, top - 40)]
  const parts = 64
  const width = (to - from) / parts
  let sum = Number.NEGATIVE_INFINITY
  for (let i = 0; i < parts; i++) sum = logAdd(sum, at(from + (i + 0.5) * width))
  const floor = sum + Math.log(width / (2 * REACH)) + Math.log(alpha) - logMore
  return {
    ratio: Math.exp(best),
    interval: {
      low: at(-REACH) > floor ? null : Math.exp(crossing(at, best, -REACH, floor)),
      high: at(REACH) > floor ? null : Math.exp(crossing(at, best, REACH, floor)),
    },
  }
}

/** By the barycentric formula (Berrut and Trefethen, SIAM Review 46, 2004). */
function logLikelihood({ nodes, events }: ReadOnly<Curve>, u: number): number {
  let above = 0
  let below = 0
  for (let i = 0; i < NODES; i++) {
    const apart = u - (AT[i] as number)
    if (apart === 0) return events * u - (nodes[i] as number)
    const part = (SIGN[i] as number) / apart
    above += part * (nodes[i] as number)
    below += part
  }
  return events * u - above / below
}

/** L is concave in u. */
function highest(at: (u: number) => number): number {
  let [low, high] = [-REACH, REACH]
  for (let i = 0; i < 36; i++) {
    const [left, right] = [low + (high - low) / 3, high - (high - low) / 3]
    if (at(left) < at(right)) low = left
    else high = right
  }
  return (low + high) / 2
}

/** Where L falls to `level` on the way from its highest point to `end`; `end` where it does not. */
function crossing(at: (u: number) => number, best: number, end: number, level: number): number {
  if (at(end) >= level) return end
  let [above, below] = [best, end]
  for (let i = 0; i < 32; i++) {
    const middle = (above + below) / 2
    if (at(middle) >= level) above = middle
    else below = middle
  }
  return below
}
