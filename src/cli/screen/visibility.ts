import { FACTORS, type Usual } from '../../core/backtest/usual-traffic.ts'
import { type Seen, type StageVisibility, TRIALS } from '../../core/backtest/visibility.ts'
import type { WatchedRule } from '../../core/backtest/watched-rules.ts'
import { ruleWords } from '../../core/backtest/words.ts'
import { quantileOf } from '../../core/histogram/histogram.ts'
import type { SignalShape } from '../../core/signal/shape.ts'
import { formatValue } from '../../core/signal/unit.ts'
import { formatDuration } from '../../core/time/duration.ts'
import type { Paint } from '../terminal/terminal.ts'
import { padLeft, plain } from './text.ts'

export type VisibleRule = {
  readonly watched: WatchedRule
  readonly shape: SignalShape
  readonly rps: number
  /** Null where it is not known. */
  readonly usual: Usual | null
  readonly stages: readonly StageVisibility[]
  readonly warnings: readonly string[]
  /** Why it was not played; then there are no stages. */
  readonly why: string | null
}

/** A table for each rule, a line a stage. */
export function drawVisibility(rules: readonly VisibleRule[], seed: number, paint: Paint): string {
  const blocks = rules.map(({ watched, shape, rps, usual, stages, warnings, why }) => {
    const { rule, target } = watched
    const head = `${paint.bold(plain(`${rule.id} on ${target}`))}  ${plain(ruleWords(rule, shape))}`
    if (why !== null || usual === null) return `${head}\n  ${paint.yellow(plain(why ?? ''))}`
    const of =
      rule.kind === 'guard' ? 'trips, in the middle of all trials' : 'not let through at the end of the hold'
    const rows = [
      [
        'weight',
        'hold',
        'requests',
        'like stable',
        ...FACTORS[usual.kind].slice(1).map((factor) => `${factor}x`),
      ],
      ...stages.map(({ stretch, requests, seen }) => [
        `${stretch.weight / 100} %`,
        formatDuration(stretch.ms),
        requests.toLocaleString('en-US'),
        ...seen.map((one) => cell(one, rule.kind)),
      ]),
    ]
    const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => (row[i] ?? '').length)))
    const lines = rows.map((row) => `  ${row.map((word, i) => padLeft(word, widths[i] ?? 0)).join('  ')}`)
    const smallest = stages.flatMap(({ smallest: one, stretch }) =>
      one === null ? [] : [`${round(one)} x at ${stretch.weight / 100} %`],
    )
    return [
      head,
      `  ${paint.dim(`${round(rps)} requests a second, ${usualWords(usual, shape)}; ${of}`)}`,
      ...lines,
      ...(smallest.length === 0
        ? []
        : [`  smallest it could see by the end of the hold: ${smallest.join(', ')}`]),
      ...warnings.map((warning) => `  ${paint.yellow(`warning: ${plain(warning)}`)}`),
    ].join('\n')
  })
  return [...blocks, paint.dim(`each ${TRIALS} times by lot, seed ${seed}, by the judge itself`)].join('\n\n')
}

/** How much is bad, 0..1, or how long requests take, in the scale of the signal's unit. */
export function usualInNumbers(usual: Usual): { errors: number } | { p50: number; p95: number } {
  if (usual.kind === 'ratio') return { errors: usual.errors }
  const at = (quantile: number) => quantileOf(usual.histogram, quantile)?.value ?? 0
  return { p50: at(0.5), p95: at(0.95) }
}

function usualWords(usual: Usual, shape: SignalShape): string {
  const found = usualInNumbers(usual)
  return 'errors' in found
    ? `${round(found.errors * 100)} % bad`
    : `half up to ${formatValue(shape, found.p50)}, 95 % up to ${formatValue(shape, found.p95)}`
}

/** Of a guard when, of a gate how often. */
function cell({ within, passed, medianMs }: Seen, kind: 'guard' | 'gate'): string {
  if (kind === 'gate') return `${Math.round(((TRIALS - passed) / TRIALS) * 100)} %`
  if (medianMs !== null) return formatDuration(medianMs)
  return within === 0 ? 'never' : `${Math.round((within / TRIALS) * 100)} %`
}

const round = (value: number): string => String(Number(value.toPrecision(3)))
