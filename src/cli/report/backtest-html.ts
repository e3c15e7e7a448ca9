import { formatQuantity } from '../../core/backtest/quantity.ts'
import { aMonth, hasActed, hasEnough, type RuleResult } from '../../core/backtest/result.ts'
import { actionWords, ruleWords, sidesWords, tripWords } from '../../core/backtest/words.ts'
import { formatInstant } from '../../core/time/instant.ts'
import { htmlPage } from '../../read/report/html-page.ts'
import { svgChart } from '../../read/report/svg-chart.ts'
import { span } from '../../read/words/time.ts'
import type { BacktestShown } from '../screen/backtest.ts'
import { BACKTEST_STYLE } from './backtest-style.ts'
import { text } from './html-text.ts'

/** A page of its own, which asks for nothing: the same as the terminal says, with a chart of each worst hour. */
export function backtestHtml(shown: BacktestShown, title: string): string {
  const { results, from, to, share, seed } = shown
  const part = share === null ? '' : `, of ${share * 100} % of the requests`
  return htmlPage({
    title: text(title),
    style: BACKTEST_STYLE,
    body: `<header>
<h1>${text(title)}</h1>
<p>What every rule would have done from <time>${utc(from)}</time> to <time>${utc(to)}</time> (${span(to - from)}${part}), while nothing was rolled out.</p>
</header>
<main>
${summary(results)}
${results.map((result, i) => section(result, i, seed)).join('\n')}
</main>`,
  })
}

const utc = (at: number): string => formatInstant(at).replace(/\.000Z$/, 'Z')
const LISTED = 20

function summary(results: readonly RuleResult[]): string {
  const rows = results.map((result, i) => {
    const { watched, asked, trips, evaluations, measured } = result
    const count = asked === null ? trips.count : asked.failed
    const acted = hasEnough(result)
      ? `<td>${count}</td><td>${Math.round(aMonth(count, result) * 10) / 10}</td>`
      : '<td>–</td><td>–</td>'
    const share = evaluations === 0 ? '–' : percent(measured / evaluations)
    return `<tr><th scope="row"><a href="#rule-${i}">${text(watched.rule.id)}</a> <span>on ${text(watched.target)}</span></th><td class="word">${watched.rule.kind}</td>${acted}<td>${share}</td><td class="word">${badge(result)}</td></tr>`
  })
  return `<div class="wide" role="region" aria-label="All rules" tabindex="0"><table>
<thead><tr><th scope="col">Rule</th><th scope="col" class="word">Kind</th><th scope="col">Acted</th><th scope="col">A month</th><th scope="col">Measured</th><th scope="col" class="word">So</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table></div>`
}

function badge(result: RuleResult): string {
  if (result.why !== undefined) return '<b class="wait">not played</b>'
  if (!hasEnough(result)) return '<b class="wait">too little data</b>'
  return hasActed(result)
    ? `<b class="bad">would have ${text(actionWords(result.watched.rule))}</b>`
    : '<b class="good">lets a good version through</b>'
}

function section(result: RuleResult, i: number, seed: number): string {
  const { watched, shape, why, quantity, near, worstHour, missing } = result
  const head = `<h2 id="rule-${i}">${text(watched.rule.id)} <span>on ${text(watched.target)}</span></h2>\n<p class="says">${text(ruleWords(watched.rule, shape))}</p>`
  if (why !== undefined)
    return `<section aria-labelledby="rule-${i}">${head}<p>${badge(result)} ${text(why)}</p></section>`
  const value = (one: number) => formatQuantity(quantity, shape, one)
  const sides = sidesWords(result, seed)
  const facts = [
    ...(sides === null ? [] : [['Sides', sides]]),
    ['Outcome', outcomeWords(result)],
    ...(missing.count === 0
      ? []
      : [
          [
            'Not measured',
            `${span(missing.ms)} in ${missing.count} ${missing.count === 1 ? 'stretch' : 'stretches'}`,
          ],
        ]),
    ...(near === null
      ? []
      : [
          [
            'How near',
            `${value(near.half)} in the half, ${value(near.tenth)} in the worst tenth, ${value(near.hundredth)} hundredth, ${value(near.thousandth)} thousandth, ${value(near.worst)} at the worst; it acts at ${quantity.bounds.map(value).join(' to ')}${quantity.is === 'evidence' ? ' of the evidence that it needs' : ''}`,
          ],
        ]),
  ]
  const chart =
    worstHour === null
      ? ''
      : `<figure><figcaption>Worst hour, from ${utc(worstHour.from)}: ${text(value(worstHour.worst.value))} at ${utc(worstHour.worst.at)}</figcaption>${svgChart({ points: worstHour.points, bounds: quantity.bounds, format: value, title: `${watched.rule.id}, its worst hour` })}</figure>`
  return `<section aria-labelledby="rule-${i}">${head}
<p>${badge(result)}</p>
<dl>${facts.map(([name, words]) => `<dt>${text(name ?? '')}</dt><dd>${text(words ?? '')}</dd>`).join('')}</dl>
${listed(result)}${chart}</section>`
}

function outcomeWords({ trips, asked, watches, watched }: RuleResult): string {
  if (asked === null)
    return trips.count === 0
      ? 'never tripped'
      : `tripped ${trips.count} ${trips.count === 1 ? 'time' : 'times'}`
  const { passed, failed, inconclusive, noData } = asked
  return `${watches} ${watched.watch === 'hold' ? 'holds' : 'rollouts'}: ${passed} passed, ${failed} failed, ${inconclusive} could not tell, ${noData} had no data`
}

function listed(result: RuleResult): string {
  const { trips, stops } = result
  const lines = [
    ...trips.first.map(({ at, lastedMs, evidence }) => {
      const lasted = lastedMs === null ? '' : `, true for ${span(lastedMs)}`
      return `${utc(at)} ${tripWords(evidence, result)}${lasted}`
    }),
    ...stops.flatMap(({ at, verdict, evidence }) =>
      verdict === 'worse' ? [`${utc(at)} ${tripWords(evidence, result)}`] : [],
    ),
  ].slice(0, LISTED)
  return lines.length === 0 ? '' : `<ul>${lines.map((line) => `<li>${text(line)}</li>`).join('')}</ul>\n`
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
