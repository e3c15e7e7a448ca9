import { cpuUsage } from 'node:process'
import { RuleFollower } from '../../src/core/backtest/follow-rule.ts'
import type { Recorded } from '../../src/core/backtest/recorded.ts'
import type { WatchedRule } from '../../src/core/backtest/watched-rules.ts'
import { CLASSIC_EDGES_MS } from '../../src/core/histogram/latency-buckets.ts'
import { Random } from '../../src/core/random/random.ts'
import { gate, guard, worseGuard } from '../../src/core/runbook/sample-runbook.testing.ts'
import type { SignalShape } from '../../src/core/signal/shape.ts'
import { short } from '../parts/figures.ts'
import type { Line } from '../parts/line.ts'

const STEP_MS = 15_000
const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
const FROM = Date.UTC(2026, 0, 1)
const ERRORS: SignalShape = { kind: 'ratio', unit: 'ratio', direction: 'lower' }
const LATENCY: SignalShape = { kind: 'distribution', unit: 'ms', direction: 'higher' }

export const backtest: Line = {
  name: 'backtest',
  title: 'A backtest of months',
  limitedBy:
    'Each evaluation is one of the judge itself, over all that it looks back on: a ratio adds its samples, a latency its ' +
    'histograms, and a test takes logarithms. A loop by hand keeps one running sum, and knows neither gaps, nor samples that ' +
    'come late, nor evidence. Times are of the processor.',
  measure: async ({ quick, say }) => {
    const days = quick ? 1 : 90
    say(`${days} days at 15 s`)
    const recorded = { errors: errorsOf(days), latency: latencyOf(days) }
    const took = RULES.map(({ watched, shape, of }) => {
      const follower = new RuleFollower(watched, { from: FROM, stepMs: STEP_MS, shape, slo: null, seed: 1 })
      const began = cpuUsage()
      follower.feed(recorded[of], FROM + days * DAY_MS)
      const { evaluations } = follower.result()
      return { ms: cpuUsage(began).user / 1_000, evaluations }
    })
    const all = took.reduce((sum, { ms }) => sum + ms, 0)
    const evaluations = took.reduce((sum, one) => sum + one.evaluations, 0)
    const byHand = loopByHand(recorded.errors)
    return [
      {
        what: `${days} days of six rules at 15 s, ${evaluations.toLocaleString('en-US')} evaluations`,
        ours: `${short(all / 1_000)} s`,
        beside: `real time: ${days} days`,
        ratio: (days * DAY_MS) / all,
        wanted: 'below 20 s for 90 days',
      },
      ...RULES.map(({ what }, i) => {
        const { ms = 0, evaluations: count = 1 } = took[i] ?? {}
        return {
          what: `${what}: one evaluation`,
          ours: `${short((ms * 1_000) / count)} µs`,
          beside: `a running sum by hand: ${short(byHand * 1_000)} µs`,
          ratio: ms / count / byHand,
        }
      }),
    ]
  },
}

const cycle = [
  { weight: 500, ms: 10 * MINUTE_MS },
  { weight: 2_500, ms: 30 * MINUTE_MS },
]
const base = { step: 'rollout', target: 'wix', cycle, watch: 'throughout', divided: false } as const
const above = { op: 'above', value: 800 } as const

const RULES: readonly {
  readonly what: string
  readonly of: 'errors' | 'latency'
  readonly shape: SignalShape
  readonly watched: WatchedRule
}[] = [
  {
    what: 'a ratio for 1 min',
    of: 'errors',
    shape: ERRORS,
    watched: { ...base, rule: { ...guard, form: { form: 'for', ms: MINUTE_MS, lookbackMs: MINUTE_MS } } },
  },
  {
    what: 'a ratio over 10 min',
    of: 'errors',
    shape: ERRORS,
    watched: { ...base, rule: { ...guard, form: { form: 'over', span: 10 * MINUTE_MS } } },
  },
  {
    what: 'a gate over the hold',
    of: 'errors',
    shape: ERRORS,
    watched: { ...base, watch: 'hold', rule: gate },
  },
  {
    what: 'a latency for 5 min',
    of: 'latency',
    shape: LATENCY,
    watched: {
      ...base,
      rule: { ...guard, bound: above, form: { form: 'for', ms: 5 * MINUTE_MS, lookbackMs: 5 * MINUTE_MS } },
    },
  },
  {
    what: 'a latency over 10 min',
    of: 'latency',
    shape: LATENCY,
    watched: { ...base, rule: { ...guard, bound: above, form: { form: 'over', span: 10 * MINUTE_MS } } },
  },
  {
    what: 'worse than stable, divided by lot and tested',
    of: 'errors',
    shape: ERRORS,
    watched: { ...base, watch: 'rollout', divided: true, alpha: 0.001, rule: worseGuard },
  },
]

const intervals = (days: number) => (days * DAY_MS) / STEP_MS

function errorsOf(days: number): readonly Recorded[] {
  const random = new Random(1)
  return Array.from({ length: intervals(days) }, (_, i) => {
    const total = 900 + Math.floor(random.next() * 200)
    const good = total - random.binomial(total, 0.005)
    return { whole: { kind: 'ratio', at: FROM + i * STEP_MS, span: STEP_MS, total, good } }
  })
}

function latencyOf(days: number): readonly Recorded[] {
  const random = new Random(2)
  return Array.from({ length: intervals(days) }, (_, i) => {
    const counts = [...CLASSIC_EDGES_MS, 0].map((_, k) => random.binomial(400, 0.5 ** (k + 1)))
    const of = { at: FROM + i * STEP_MS, span: STEP_MS, quantile: 0.95 }
    return { whole: { kind: 'distribution', edges: CLASSIC_EDGES_MS, counts, ...of } }
  })
}

/** Milliseconds of the processor for one evaluation of a ratio over ten minutes. */
function loopByHand(recorded: readonly Recorded[]): number {
  const back = (10 * MINUTE_MS) / STEP_MS
  const runs = Math.max(1, Math.ceil(2_000_000 / recorded.length))
  const began = cpuUsage()
  let tripped = 0
  for (let run = 0; run < runs; run++) {
    let [good, total] = [0, 0]
    for (const [i, { whole }] of recorded.entries()) {
      if (whole.kind !== 'ratio') continue
      good += whole.good
      total += whole.total
      const old = recorded[i - back]?.whole
      if (old?.kind === 'ratio') {
        good -= old.good
        total -= old.total
      }
      if (total > 0 && good / total < 0.9) tripped += 1
    }
  }
  if (tripped < 0) throw new Error('a count is never negative')
  return cpuUsage(began).user / 1_000 / (runs * recorded.length)
}
