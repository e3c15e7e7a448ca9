import { CLASSIC_EDGES_MS, LATENCY_EDGES_MS } from '../../src/core/histogram/latency-buckets.ts'
import { edgeTest } from '../../src/core/judge/sequential/edges.ts'
import { type Question, questionOf } from '../../src/core/judge/sequential/question.ts'
import { mannWhitney, sequential, threshold } from '../parts/judge/detectors.ts'
import { limitOfShares } from '../parts/judge/information-limit.ts'
import { latencies, type Slow, slowerBy, someStuck, usual } from '../parts/judge/latency-world.ts'
import { compete, delays, falseRollbacks } from '../parts/judge/trials.ts'
import { SCRAPE_MS, type World } from '../parts/judge/world.ts'
import type { Line, Row } from '../parts/line.ts'

const ALPHA = 0.001
/** A day is looked at each two minutes: at 5 s it takes an hour to simulate, and false alarms are no more. */
const LONG_MS = 120_000

type Buckets = { readonly name: string; readonly edges: readonly number[]; readonly margin: number }

const BUCKETS: readonly Buckets[] = [
  { name: 'classic buckets, shares within 1.25 x', edges: CLASSIC_EDGES_MS, margin: 1.25 },
  { name: 'buckets of at most 5 %, durations within 10 to 15 %', edges: LATENCY_EDGES_MS, margin: 1.1 },
  {
    name: 'native buckets 9 % wide, durations within 9 %',
    edges: growing(2 ** (1 / 8), 1, 60_000),
    margin: 2 ** (1 / 8),
  },
]

const CANARIES: readonly (readonly [what: string, slow: Slow])[] = [
  ['10 % slower', slowerBy(1.1)],
  ['50 % slower', slowerBy(1.5)],
  ['3 % of requests four times slower', someStuck],
]

export const judgeLatency: Line = {
  name: 'judge-latency',
  title: 'The sequential judge: slow requests',
  limitedBy:
    'The buckets. The limit beside each line is that of the best single edge among those that are compared; the judge does ' +
    'not know which that is, and bets on all of them alike. Classic buckets cannot say how much slower a request is, so ' +
    'their margin is one of shares: 10 % slower is a third more requests over 200 ms.',
  measure: async ({ quick, say }) => {
    const runs = quick ? 2 : 1_000
    say(`seeds 1 to ${runs}`)
    return BUCKETS.flatMap((buckets) => {
      say(buckets.name)
      return rowsOf(buckets, runs, quick)
    })
  },
}

function rowsOf(buckets: Buckets, runs: number, quick: boolean): readonly Row[] {
  const { name } = buckets
  const question = asked(buckets, SCRAPE_MS)
  const day = latencies(`nothing is wrong, ${name}`, usual, question.edges, 24, (1_000 * LONG_MS) / 1_000)
  const scrapes = quick ? 30 : 86_400_000 / LONG_MS
  const seldom = asked(buckets, LONG_MS)
  const healthy = compete({ ...day, scrapes }, runs, {
    sequential: (before) => sequential(seldom, before.slice(0, 15), LONG_MS),
  })
  return [
    { ...falseRollbacks(day, healthy), beside: `looked at ${scrapes} times` },
    ...CANARIES.map(([what, slow]) => {
      const world = latencies(`${what}, ${name}`, slow, question.edges, quick ? 0.1 : 1, 5_000)
      return delays(world, compared(world, question, quick ? 2 : 200), limitOf(question, slow))
    }),
  ]
}

const compared = (world: World, question: Question, runs: number) =>
  compete(world, runs, {
    sequential: (before) => sequential(question, before),
    'over 300 ms more than 5 % for 5 minutes': () => threshold(0.05),
    'Mann-Whitney of the same share': () => mannWhitney(),
  })

/** Of the best edge. */
const limitOf = ({ edges, bound }: Question, slow: Slow): number =>
  Math.min(
    ...edges.map((pair) =>
      limitOfShares(
        { canary: 50, stable: 950 },
        { canary: slow(pair.canary), stable: usual(pair.stable) },
        bound,
        ALPHA,
      ),
    ),
  )

function asked({ edges, margin }: Buckets, intervalMs: number): Question {
  const counts = [...edges, Number.POSITIVE_INFINITY].map(
    (edge, i) => usual(edges[i - 1] ?? 1e-9) - usual(edge),
  )
  const latency = { ...edgeTest({ edges, counts }, margin, 'worse', edges), quantile: 0.95 }
  const question = questionOf({
    test: 'worse',
    times: margin,
    direction: 'higher',
    alpha: ALPHA,
    intervalMs,
    latency,
  })
  if ('refused' in question) throw new Error(question.refused)
  return question
}

function growing(factor: number, from: number, to: number): readonly number[] {
  const edges = [from]
  while ((edges.at(-1) ?? to) < to) edges.push((edges.at(-1) ?? to) * factor)
  return edges
}
