import { type Histogram, totalOf } from '../histogram/histogram.ts'
import type { Sample } from '../judge/sample.ts'
import { tableOf } from '../judge/sequential/edge-table.ts'
import type { Random } from '../random/random.ts'
import type { Instant } from '../time/instant.ts'
import type { Traffic, Usual } from './usual-traffic.ts'

/** What a share (0..1) of all requests shows in the interval that begins at `at`, by lot. */
export type Draw = (random: Random, share: number, at: Instant) => Sample

/** Of requests that are so many times worse than usual; 1 is as they are. */
export function drawTraffic(traffic: Traffic, factor: number): Draw {
  const { usual } = traffic
  return usual.kind === 'ratio' ? drawRatio(traffic, usual, factor) : drawDurations(traffic, usual, factor)
}

function drawRatio(traffic: Traffic, { errors }: Extract<Usual, { kind: 'ratio' }>, factor: number): Draw {
  const { direction, stepMs } = traffic
  return (random, share, at) => {
    const total = requests(traffic, random, share)
    const bad = random.binomial(total, Math.min(1, errors * factor))
    return { kind: 'ratio', at, span: stepMs, total, good: direction === 'lower' ? total - bad : bad }
  }
}

function drawDurations(
  traffic: Traffic,
  { histogram, quantile }: Extract<Usual, { kind: 'distribution' }>,
  factor: number,
): Draw {
  const { direction, stepMs } = traffic
  const edges = tableOf(histogram)
  const chances = chancesOf(histogram, edges, direction === 'higher' ? factor : 1 / factor)
  return (random, share, at) => {
    const counts = new Array<number>(edges.length + 1).fill(0)
    let left = requests(traffic, random, share)
    for (const { bucket, chance } of chances) {
      const here = random.binomial(left, chance)
      counts[bucket] = here
      left -= here
      if (left === 0) break
    }
    return { kind: 'distribution', at, span: stepMs, edges, counts, quantile }
  }
}

const requests = ({ rps, stepMs }: Traffic, random: Random, share: number): number =>
  random.poisson((rps * share * stepMs) / 1_000)

/** Of each bucket that can be hit: the chance of one that is in none before it. The last one's is 1. */
function chancesOf(histogram: Histogram, edges: readonly number[], factor: number) {
  const reached = [...edges.map((edge) => shareBelow(histogram, edge / factor)), 1]
  return reached.flatMap((share, bucket) => {
    const before = reached[bucket - 1] ?? 0
    return share > before ? [{ bucket, chance: (share - before) / (1 - before) }] : []
  })
}

/** Between two edges it grows evenly by the logarithm; from 0 on, and below, evenly. */
function shareBelow(histogram: Histogram, point: number): number {
  const { edges, counts } = histogram
  let below = 0
  for (const [i, high] of edges.entries()) {
    const here = counts[i] ?? 0
    const low = edges[i - 1] ?? Math.min(0, high)
    if (point < high)
      return point <= low
        ? share(below, histogram)
        : share(below + here * within(point, low, high), histogram)
    below += here
  }
  return share(below, histogram)
}

const share = (count: number, histogram: Histogram): number => count / totalOf(histogram)

const within = (point: number, low: number, high: number): number =>
  low > 0 ? Math.log(point / low) / Math.log(high / low) : (point - low) / (high - low)
