import { type Seen, type StageVisibility, TRIALS } from '../../core/backtest/visibility.ts'
import type { WatchedRule } from '../../core/backtest/watched-rules.ts'
import { ruleWords } from '../../core/backtest/words.ts'
import type { SignalShape } from '../../core/signal/shape.ts'
import { formatDuration } from '../../core/time/duration.ts'
import type { Paint } from '../terminal/terminal.ts'
import { padLeft, plain } from './text.ts'

export type VisibleRule = {
  readonly watched: WatchedRule
  readonly shape: SignalShape
  readonly rps: number
  readonly errors: number
  readonly stages: readonly StageVisibility[]
  readonly warnings: readonly string[]
  /** Why it was not played; then there are no stages. */
  readonly why: string | null
}

/** A table for each rule, a line a stage. */
export function drawVisibility(rules: readonly VisibleRule[], seed: number, paint: Paint): string {
  const blocks = rules.map(({ watched, shape, rps, errors, stages, warnings, why }) => {
    const { rule, target } = watched
    const head = `${paint.bold(plain(`${rule.id} on ${target}`))}  ${plain(ruleWords(rule, shape))}`
    if (why !== null) return `${head}\n  ${paint.yellow(plain(why))}`
    const of =
      rule.kind === 'guard' ? 'trips, in the middle of all trials' : 'not let through at the end of the hold'
    const rows = [
      ['weight', 'hold', 'requests', 'like stable', '2x', '5x', '10x'],
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
      `  ${paint.dim(`${round(rps)} requests a second, ${round(errors * 100)} % bad; ${of}`)}`,
      ...lines,
      ...(smallest.length === 0
        ? []
        : [`  smallest it could see by the end of the hold: ${smallest.join(', ')}`]),
      ...warnings.map((warning) => `  ${paint.yellow(`warning: ${plain(warning)}`)}`),
    ].join('\n')
  })
  return [...blocks, paint.dim(`each ${TRIALS} times by lot, seed ${seed}, by the judge itself`)].join('\n\n')
}

/** Of a guard when, of a gate how often. */
function cell({ within, passed, medianMs }: Seen, kind: 'guard' | 'gate'): string {
  if (kind === 'gate') return `${Math.round(((TRIALS - passed) / TRIALS) * 100)} %`
  if (medianMs !== null) return formatDuration(medianMs)
  return within === 0 ? 'never' : `${Math.round((within / TRIALS) * 100)} %`
}

const round = (value: number): string => String(Number(value.toPrecision(3)))
