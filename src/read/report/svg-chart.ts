import { formatInstant } from '../../core/time/instant.ts'
import { text } from './report-text.ts'

export type SvgPoint = { readonly at: number; readonly value: number | null }

type Span = { readonly from: number; readonly to: number }

export type SvgChart = {
  readonly points: readonly SvgPoint[]
  readonly bounds: readonly number[]
  readonly format: (value: number) => string
  readonly title: string
  /** What the points are compared with, drawn behind them. */
  readonly beside?: readonly SvgPoint[]
  /** Each point is shown for itself: there are few of them. */
  readonly dots?: boolean
  /** Upright lines, with their words above. */
  readonly marks?: readonly { readonly at: number; readonly words: string }[]
  /** What is shown, where that is more than from the first point to the last. */
  readonly span?: Span
  readonly seconds?: boolean
}

const [WIDTH, HEIGHT, LEFT, TOP, BOTTOM] = [640, 220, 96, 16, 30]
/** The words of each mark have a line of their own, so that two moments may be close. */
const MARK_ROW = 14
/** At the widest that the text is shown. */
const LETTER = 11

/** A line with gaps where nothing was measured, and the bounds dashed. */
export function svgChart(chart: SvgChart): string {
  const { points, bounds, format, title, beside = [], dots = false, marks = [], seconds = false } = chart
  const values = [...points, ...beside].flatMap(({ value }) => (value === null ? [] : [value]))
  const span = chart.span ?? spanOf(points)
  if (span === null || values.length === 0) return ''
  const top = TOP + marks.length * MARK_ROW
  const [least, most] = [Math.min(...values, ...bounds), Math.max(...values, ...bounds)]
  const room = (most - least || Math.abs(most) || 1) * 0.06
  const [low, high] = [least - room, most + room]
  const x = (at: number) =>
    round(LEFT + ((at - span.from) / Math.max(1, span.to - span.from)) * (WIDTH - LEFT - 8))
  const y = (value: number) => round(top + ((high - value) / (high - low)) * (HEIGHT - top - BOTTOM))
  const tick = (value: number) =>
    `<line class="grid" x1="${LEFT}" x2="${WIDTH - 8}" y1="${y(value)}" y2="${y(value)}"/><text x="${LEFT - 8}" y="${y(value) + 4}" text-anchor="end">${text(format(value))}</text>`
  const bound = (value: number) =>
    `<line class="bound" x1="${LEFT}" x2="${WIDTH - 8}" y1="${y(value)}" y2="${y(value)}"/>`
  const mark = ({ at, words }: { at: number; words: string }, i: number) => {
    const needed = words.length * LETTER
    const isLeft = i < marks.length - 1 ? x(at) - LEFT > needed : WIDTH - x(at) < needed
    const [side, apart] = isLeft ? ['end', -5] : ['start', 5]
    const row = 12 + i * MARK_ROW
    return `<line class="mark" x1="${x(at)}" x2="${x(at)}" y1="${row - 9}" y2="${HEIGHT - BOTTOM}"/><text x="${x(at) + Number(apart)}" y="${row}" text-anchor="${side}">${text(words)}</text>`
  }
  const dot = (kind: string) => (point: SvgPoint) =>
    point.value === null ? '' : `<circle class="${kind}" cx="${x(point.at)}" cy="${y(point.value)}" r="3.5"/>`
  const acts = bounds.length === 0 ? '' : `; it acts at ${bounds.map(format).join(' to ')}`
  const ticks = [...new Set([least, (least + most) / 2, most])]
  const clock = (at: number): string => formatInstant(at).slice(11, seconds ? 19 : 16)
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${text(`${title}: from ${format(least)} to ${format(most)}${acts}`)}">
${ticks.map(tick).join('')}
${bounds.map(bound).join('')}
${marks.map(mark).join('')}
${beside.length === 0 ? '' : `<path class="line beside" d="${path(beside, x, y)}"/>${dots ? beside.map(dot('dot beside')).join('') : ''}`}
<path class="line" d="${path(points, x, y)}"/>${dots ? points.map(dot('dot')).join('') : ''}
<text x="${LEFT}" y="${HEIGHT - 6}">${clock(span.from)}</text><text x="${WIDTH - 8}" y="${HEIGHT - 6}" text-anchor="end">${clock(span.to)} UTC</text>
</svg>`
}

function spanOf(points: readonly SvgPoint[]): Span | null {
  const [first, last] = [points[0], points.at(-1)]
  return first === undefined || last === undefined ? null : { from: first.at, to: last.at }
}

function path(points: readonly SvgPoint[], x: (at: number) => number, y: (value: number) => number): string {
  let [drawn, isDown] = ['', false]
  for (const { at, value } of points) {
    if (value !== null) drawn += `${isDown ? 'L' : 'M'}${x(at)} ${y(value)}${isDown ? '' : 'h0.1'}`
    isDown = value !== null
  }
  return drawn
}

const round = (value: number): number => Math.round(value * 10) / 10
