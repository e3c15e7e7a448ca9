import type { At, EvidenceTold, IncidentReport, TrafficTold } from '../../core/report/report.ts'
import { formatTick, formatValue } from '../../core/signal/unit.ts'
import { FULL } from '../../core/traffic/desired.ts'
import { percent } from '../../core/traffic/percent.ts'
import { text } from './report-text.ts'
import { type SvgPoint, svgChart } from './svg-chart.ts'

const SECONDS_UNTIL_MS = 20 * 60_000

/** What was measured, and where the traffic went, over the same time: the one is read above the other. */
export function chartsOf(report: IncidentReport): string {
  const { evidence, traffic, moments, upTo } = report
  const begins = [...traffic.flatMap(({ points }) => points.slice(0, 1)), ...(evidence?.points ?? [])].map(
    ({ at }) => Date.parse(at),
  )
  if (begins.length === 0) return ''
  const last = moments.ended ?? upTo.at
  const span = {
    from: Math.min(...begins),
    to: Math.max(Date.parse(last), ...(evidence?.points ?? []).map(({ at }) => Date.parse(at))),
  }
  const how = {
    span,
    seconds: span.to - span.from < SECONDS_UNTIL_MS,
    marks: marksOf([
      [moments.breach, 'breach'],
      [moments.decided, 'rollback'],
    ]),
  }
  const figures = [
    ...(evidence === null ? [] : [evidenceFigure(evidence, how)]),
    ...traffic.map((told) => trafficFigure(told, how)),
  ]
  return `<div class="pair">${figures.join('\n')}</div>`
}

type How = Pick<Parameters<typeof svgChart>[0], 'span' | 'seconds' | 'marks'> & {
  readonly span: { readonly from: number; readonly to: number }
}

const marksOf = (marks: readonly (readonly [at: At | null, words: string])[]) =>
  marks.flatMap(([at, words]) => (at === null ? [] : [{ at: Date.parse(at), words }]))

function evidenceFigure({ signal, target, shape, bounds, points }: EvidenceTold, how: How): string {
  const line = (of: 'canary' | 'stable'): readonly SvgPoint[] =>
    points.flatMap((point) => (point[of] === null ? [] : [{ at: Date.parse(point.at), value: point[of] }]))
  const stable = line('stable')
  const bound =
    bounds.length === 0
      ? ''
      : `<span class="key limit"></span>bound ${text(bounds.map((one) => formatValue(shape, one)).join(' to '))}`
  return `<figure><figcaption><b>${text(signal)} on ${text(target)}</b><span class="key"></span>canary${stable.length === 0 ? '' : '<span class="key beside"></span>stable'}${bound}</figcaption>${svgChart(
    {
      ...how,
      points: line('canary'),
      beside: stable,
      bounds,
      dots: true,
      format: (value) => formatTick(shape, value),
      title: `${signal} on ${target}`,
    },
  )}</figure>`
}

function trafficFigure({ targets, points }: TrafficTold, how: How): string {
  const share = ({ weight, adopted }: (typeof points)[number]) => (adopted ? FULL : weight)
  const steps = points.flatMap((point, i): readonly SvgPoint[] => {
    const [at, before] = [Date.parse(point.at), points[i - 1]]
    const now = { at, value: share(point) }
    return before === undefined ? [now] : [{ at, value: share(before) }, now]
  })
  const last = steps.at(-1)
  const line = last === undefined ? steps : [...steps, { at: how.span.to, value: last.value }]
  const names = targets.map(text).join(', ')
  return `<figure><figcaption><b>Traffic of ${names}</b><span class="key"></span>the general public on the new version</figcaption>${svgChart(
    {
      ...how,
      points: line,
      bounds: [],
      format: (value) => percent(Math.round(value)),
      title: `Traffic of ${targets.join(', ')}`,
    },
  )}</figure>`
}
