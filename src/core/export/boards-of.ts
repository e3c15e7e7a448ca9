import type { PrometheusSignalBinding } from '../binding/signal-binding.ts'
import { own } from '../document/tree.ts'
import { rulesOf } from '../runbook/rules-of.ts'
import type { Runbook } from '../runbook/runbook.ts'
import { countsSpan } from '../signal/shape.ts'
import type { Millis } from '../time/instant.ts'
import { type Measured, movedTargets } from './alerts-of.ts'
import type { Board, Panel, PanelQuery } from './board.ts'
import { boardAsking } from './board-asking.ts'
import { businessPanels, isBusiness } from './business.ts'
import { limitsOf } from './limits-of.ts'
import type { Looked } from './numbers.ts'
import { type Distribution, quantileOf, signalValue, wholeOf } from './signal-value.ts'
import { whoMeasures } from './who-measures.ts'

export type Boards = {
  readonly boards: readonly Board[]
  /** What is not on them, a sentence each. */
  readonly remarks: readonly string[]
}

/** Two dashboards: how the canary stands beside stable, and what the business makes of it. */
export function boardsOf(runbook: Runbook, measured: Measured): Boards {
  const { plan, title, environment } = runbook
  const targets = movedTargets(runbook)
  const named = signalsIn(runbook)
  const seen = named.flatMap((signal) => lookedAt(signal, own(measured.signals, signal), runbook, measured))
  // What the business lives on is shown also where no rule looks at it.
  const others = Object.entries(measured.signals).flatMap(([signal, bound]) =>
    named.includes(signal) ? [] : lookedAt(signal, bound, runbook, measured),
  )
  const draw = (looked: Looked, legend?: string) => queryOf(looked, runbook, legend)
  const business = [...seen, ...others.filter(({ bound }) => bound.kind === 'mean')].filter((one) =>
    isBusiness(one, runbook),
  )
  const canary = canaryPanels(
    seen.filter((one) => !business.includes(one)),
    runbook,
  )
  const money = businessPanels(business, draw)
  const of = { plan, environment, targets, everyMs: measured.prometheus.intervalMs }
  const absent = named.flatMap((signal) => {
    const by = own(measured.signals, signal)
    return by?.source === 'prometheus' ? [] : [`${signal} is not on the boards: ${whoMeasures(signal, by)}.`]
  })
  const all: readonly Board[] = [
    {
      ...of,
      id: 'canary',
      title: `Canary overview: ${title} in ${environment}`,
      description: 'How the canary stands beside stable, by the signals of the plan.',
      panels: canary.panels,
    },
    {
      ...of,
      id: 'business',
      title: `Business: ${title} in ${environment}`,
      description: 'What the business sees of the change, by the signals of plan and binding.',
      panels: money.panels,
    },
  ]
  return {
    boards: all.filter(({ panels }) => panels.length > 0),
    remarks: [...absent, ...canary.remarks, ...money.remarks],
  }
}

/** What rules and levels look at, in the order of the plan. */
function signalsIn(runbook: Runbook): readonly string[] {
  const levels = (runbook.levels ?? []).map(({ signal }) => signal)
  return [...new Set([...levels, ...rulesOf(runbook).map(({ rule }) => rule.signal)])]
}

function lookedAt(
  signal: string,
  bound: Measured['signals'][string] | undefined,
  runbook: Runbook,
  { prometheus }: Measured,
): readonly Looked[] {
  if (bound?.source !== 'prometheus') return []
  const spanMs = spanOf(signal, bound, runbook)
  const whose = { targets: movedTargets(runbook), whose: 'sides', version: runbook.version } as const
  return [{ signal, bound, look: { labels: bound.labels, ...whose, spanMs, rhythm: prometheus } }]
}

const FIVE_MINUTES: Millis = 5 * 60_000

/** How many there were is a matter of the span that a rule looks back. */
function spanOf(signal: string, bound: PrometheusSignalBinding, runbook: Runbook): Millis {
  if (!countsSpan(bound)) return FIVE_MINUTES
  const level = runbook.levels?.find((one) => one.signal === signal)
  if (level !== undefined) return level.spanMs
  const form = rulesOf(runbook).find(({ rule }) => rule.signal === signal)?.rule.form
  if (form?.form === 'for') return form.lookbackMs
  return form?.form === 'over' && form.span !== 'hold' ? form.span : FIVE_MINUTES
}

/** Legends name the signal where a panel has several. */
function queryOf(looked: Looked, runbook: Runbook, legend = ''): PanelQuery {
  const { bound, look } = looked
  const asking = boardAsking(look, { isCount: bound.kind === 'count' })
  return {
    expr: signalValue(bound, asking),
    legend: `${legend} {{${bound.labels.arm}}}`.trim(),
    measure: bound,
    limits: limitsOf(looked, runbook),
  }
}

type Panels = { readonly panels: readonly Panel[]; readonly remarks: readonly string[] }

function canaryPanels(seen: readonly Looked[], runbook: Runbook): Panels {
  const draw = (looked: Looked, legend?: string) => queryOf(looked, runbook, legend)
  const lines = (looked: Looked): Panel => ({
    title: looked.signal,
    description: 'The canary beside stable; lines where levels and guards begin.',
    kind: 'lines',
    queries: [draw(looked)],
  })
  const traffic = seen.find(({ bound }) => bound.kind === 'ratio') ?? seen.find(isDistribution)
  const funnel = seen.filter(isConversion)
  const errors = seen.filter((one) => one.bound.kind === 'ratio' && !funnel.includes(one))
  const rest = seen.filter(({ bound }) => bound.kind !== 'ratio' && bound.kind !== 'distribution')
  return {
    panels: [
      ...(traffic === undefined ? [] : [trafficPanel(traffic)]),
      ...errors.map(lines),
      ...latencyPanels(seen.filter(isDistribution), runbook),
      ...(funnel.length === 0
        ? []
        : [
            {
              title: 'Conversion',
              description: 'How many of those who begin also arrive, step by step, the canary beside stable.',
              kind: 'bars',
              queries: funnel.map((one) => draw(one, one.signal)),
            } as const,
          ]),
      ...rest.map(lines),
    ],
    remarks: [
      ...(traffic === undefined
        ? ['the canary board has no panel for traffic: no signal of the plan counts requests in Prometheus.']
        : []),
      ...(funnel.length === 0
        ? [
            'the canary board has no funnel: no ratio of the plan counts what was good, with less being worse.',
          ]
        : []),
    ],
  }
}

/** A ratio that is told by what was good: how many arrive. By what was bad, it is about errors. */
const isConversion = ({ bound }: Looked): boolean =>
  bound.kind === 'ratio' && bound.counts === 'good' && bound.direction === 'lower'

type LookedDistribution = Looked & { readonly bound: Distribution }
const isDistribution = (one: Looked): one is LookedDistribution => one.bound.kind === 'distribution'

function trafficPanel({ signal, bound, look }: Looked): Panel {
  const asking = boardAsking(look, { isCount: false })
  const all =
    bound.kind === 'distribution'
      ? asking.most(asking.counted(bound.buckets, 'le'))
      : asking.counted(wholeOf(bound))
  const { target, arm } = bound.labels
  return {
    title: 'Traffic',
    description: `Which share of the requests each of them serves, as ${signal} counts them.`,
    kind: 'shares',
    queries: [
      {
        expr: `${all} / on (${target}) group_left () sum by (${target}) (${all})`,
        legend: `{{${arm}}}`,
        measure: { unit: 'ratio' },
        limits: null,
      },
    ],
  }
}

const QUANTILES = [0.5, 0.95, 0.99]

/** A panel for each histogram, with all of its quantiles that anybody asks for. */
function latencyPanels(seen: readonly LookedDistribution[], runbook: Runbook): readonly Panel[] {
  return [...new Set(seen.map(({ bound }) => bound.buckets))].map((buckets) => {
    const those = seen.filter(({ bound }) => bound.buckets === buckets)
    const wanted = [...new Set([...QUANTILES, ...those.map(({ bound }) => bound.quantile)])].toSorted(
      (a, b) => a - b,
    )
    const [first] = those as [LookedDistribution]
    const asking = boardAsking(first.look, { isCount: false })
    return {
      title: `${wanted.map((quantile) => `p${Number((quantile * 100).toPrecision(6))}`).join(', ')} (${those.map(({ signal }) => signal).join(', ')})`,
      description: 'The canary beside stable; lines where levels and guards begin.',
      kind: 'lines',
      queries: wanted.map((quantile) => {
        const its = those.find(({ bound }) => bound.quantile === quantile)
        return {
          expr: quantileOf(first.bound, asking, quantile),
          legend: `p${Number((quantile * 100).toPrecision(6))} {{${first.bound.labels.arm}}}`,
          measure: first.bound,
          limits: its === undefined ? null : limitsOf(its, runbook),
        }
      }),
    }
  })
}
