import { formatQuantity } from '../../core/backtest/quantity.ts'
import { aMonth, hasActed, hasEnough, type RuleResult } from '../../core/backtest/result.ts'
import { actionWords, ruleWords, sidesWords, tripWords } from '../../core/backtest/words.ts'
import { formatInstant } from '../../core/time/instant.ts'
import { span } from '../../read/words/time.ts'
import { drawChart } from './chart.ts'
import type { Frame } from './frame.ts'
import { pad, padLeft, plain } from './text.ts'

export type BacktestShown = {
  readonly results: readonly RuleResult[]
  readonly from: number
  readonly to: number
  readonly seed: number
  readonly share: number | null
}

/** A table of all rules, then each rule by itself; with `charts` also the worst hour of each. */
export function drawBacktest(shown: BacktestShown, charts: boolean, frame: Frame): string {
  const { results, from, to, share } = shown
  const part = share === null ? '' : `, of ${share * 100} % of the requests`
  return [
    `${utc(from)} to ${utc(to)}, ${span(to - from)}${part}`,
    '',
    ...table(results, frame),
    ...results.flatMap((result) => ['', ...block(result, shown, charts, frame)]),
  ].join('\n')
}

/** To the second, which no evaluation is shorter than. */
const utc = (at: number): string => formatInstant(at).replace(/\.000Z$/, 'Z')

const MOST_LISTED = 5

function table(results: readonly RuleResult[], { paint }: Frame): readonly string[] {
  const rows = results.map((result) => [
    nameOf(result),
    result.watched.rule.kind,
    hasEnough(result) ? String(countOf(result)) : '-',
    hasEnough(result) ? String(Math.round(aMonth(countOf(result), result) * 10) / 10) : '-',
    result.evaluations === 0 ? '-' : `${percent(result.measured / result.evaluations)}`,
    verdict(result),
  ])
  const all = [['rule', 'kind', 'acted', 'a month', 'measured', ''], ...rows]
  const widths = [0, 1, 2, 3, 4].map((i) => Math.max(...all.map((row) => (row[i] ?? '').length)))
  return all.map((row, n) => {
    const cells = row.map((cell, i) =>
      i >= 2 && i <= 4 ? padLeft(cell, widths[i] ?? 0) : pad(cell, widths[i] ?? 0),
    )
    const line = cells.join('  ').trimEnd()
    if (n === 0) return paint.dim(line)
    const result = results[n - 1]
    if (result === undefined || !hasEnough(result)) return paint.yellow(line)
    return hasActed(result) ? paint.red(line) : line
  })
}

const nameOf = ({ watched: { rule, target } }: RuleResult): string => plain(`${rule.id} on ${target}`)

const countOf = ({ trips, asked }: RuleResult): number => (asked === null ? trips.count : asked.failed)

function verdict(result: RuleResult): string {
  if (!hasEnough(result)) return result.why === undefined ? 'too little data' : 'not played'
  if (!hasActed(result)) return 'would have let a good version through'
  return `would have ${actionWords(result.watched.rule)}`
}

function block(
  result: RuleResult,
  { seed }: BacktestShown,
  charts: boolean,
  frame: Frame,
): readonly string[] {
  const { watched, shape, why, quantity, worstHour } = result
  const { paint, columns } = frame
  const head = `${paint.bold(nameOf(result))}  ${plain(ruleWords(watched.rule, shape))}`
  if (why !== undefined) return [head, `  ${paint.yellow(plain(`not played: ${why}`))}`]
  const value = (one: number) => formatQuantity(quantity, shape, one)
  const sides = sidesWords(result, seed)
  const lines = [
    ...(sides === null ? [] : [sides]),
    ...(watched.watch === 'throughout'
      ? []
      : [`${result.watches} ${watched.watch === 'hold' ? 'holds' : 'rollouts'} played, one after the other`]),
    ...outcome(result),
    ...missingWords(result),
    ...nearWords(result, value),
    ...(worstHour === null
      ? []
      : [
          `worst hour from ${utc(worstHour.from)}: ${value(worstHour.worst.value)} at ${utc(worstHour.worst.at)}`,
        ]),
  ]
  const chart =
    charts && worstHour !== null
      ? drawChart(
          {
            points: worstHour.points,
            bounds: quantity.bounds,
            worse: quantity.worse,
            format: value,
            timeAt: (at) => utc(at).slice(11, 16),
          },
          columns - 4,
        )
      : []
  return [head, ...lines.map((line) => `  ${plain(line)}`), ...chart.map((line) => `    ${paint.dim(line)}`)]
}

/** How near it came; of a gate that tests only the end of a hold counts. */
function nearWords(
  { near, quantity, watched }: RuleResult,
  value: (one: number) => string,
): readonly string[] {
  if (near === null) return ['never anything to measure']
  if (quantity.is === 'evidence' && watched.rule.kind === 'gate') return []
  const { half, tenth, hundredth, thousandth, worst } = near
  const of = quantity.is === 'evidence' ? ' of the evidence that it needs' : ''
  return [
    `in the half ${value(half)}, worst tenth ${value(tenth)}, hundredth ${value(hundredth)}, thousandth ${value(thousandth)}, worst ${value(worst)}${of}; it acts at ${quantity.bounds.map(value).join(' to ')}`,
  ]
}

function outcome(result: RuleResult): readonly string[] {
  const { trips, asked, stops, watched } = result
  if (asked !== null) {
    const { passed, failed, inconclusive, noData } = asked
    const all = passed + failed + inconclusive + noData
    return [
      `asked ${all} times: ${passed} passed, ${failed} failed, ${inconclusive} could not tell, ${noData} had no data`,
      ...stops
        .filter(({ verdict: said }) => said === 'worse')
        .slice(0, MOST_LISTED)
        .map(
          ({ at, evidence }) =>
            `  ${utc(at)} ${tripWords(evidence, result)}: would have ${actionWords(watched.rule)}`,
        ),
      ...more(failed),
    ]
  }
  if (trips.count === 0) return ['never tripped']
  return [
    `tripped ${trips.count} ${trips.count === 1 ? 'time' : 'times'}, and each would have ${actionWords(watched.rule)}`,
    ...trips.first.slice(0, MOST_LISTED).map(({ at, lastedMs, evidence }) => {
      const lasted = lastedMs === null ? '' : `, true for ${span(lastedMs)}`
      return `  ${utc(at)} ${tripWords(evidence, result)}${lasted}`
    }),
    ...more(trips.count),
  ]
}

const more = (count: number): readonly string[] =>
  count > MOST_LISTED ? [`  and ${count - MOST_LISTED} more; --json lists a hundred`] : []

function missingWords({ missing, noDataActs, watched, from, to }: RuleResult): readonly string[] {
  if (missing.count === 0) return []
  const longest = missing.longest.toSorted((a, b) => b.to - b.from - (a.to - a.from))[0]
  const where = longest === undefined ? '' : `, the longest from ${utc(longest.from)} to ${utc(longest.to)}`
  const then = watched.rule.noData.then === 'rollback' ? 'rolled back' : 'paused the change'
  const acts = noDataActs === 0 ? '' : `; ${noDataActs} of them would have ${then}`
  return [
    `not measured for ${span(missing.ms)}, ${percent(missing.ms / (to - from))}, in ${missing.count} ${missing.count === 1 ? 'stretch' : 'stretches'}${where}${acts}`,
  ]
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
