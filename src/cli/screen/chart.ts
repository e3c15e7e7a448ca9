import { pad, padLeft } from './text.ts'

/** What a chart shows: points in order of time, and the bounds that they are compared with. */
export type Charted = {
  readonly points: readonly { readonly at: number; readonly value: number | null }[]
  readonly bounds: readonly number[]
  /** Of several points in one column, the one that is shown. */
  readonly worse: 'higher' | 'lower'
  readonly format: (value: number) => string
  readonly timeAt: (at: number) => string
}

const ROWS = 9
const MOST = 72

/** A chart of plain characters: `•` a value, `─` a bound, `·` where nothing was measured. */
export function drawChart(
  { points, bounds, worse, format, timeAt }: Charted,
  columns: number,
): readonly string[] {
  const values = points.flatMap(({ value }) => (value === null ? [] : [value]))
  const [first, last] = [points[0], points.at(-1)]
  if (values.length === 0 || first === undefined || last === undefined) return ['nothing was measured']
  const [low, high] = scale([...values, ...bounds])
  const labels = [high, (low + high) / 2, low].map(format)
  const margin = Math.max(...labels.map((label) => label.length))
  const width = Math.max(10, Math.min(MOST, columns - margin - 3, points.length))
  const rowOf = (value: number) => Math.round(((high - value) / (high - low)) * (ROWS - 1))
  const grid = Array.from({ length: ROWS }, () => new Array<string>(width).fill(' '))
  for (const bound of bounds) grid[rowOf(bound)]?.fill('─')
  for (let column = 0; column < width; column++) {
    const here = points.slice(
      Math.floor((column * points.length) / width),
      Math.max(
        Math.floor((column * points.length) / width) + 1,
        Math.floor(((column + 1) * points.length) / width),
      ),
    )
    const known = here.flatMap(({ value }) => (value === null ? [] : [value]))
    const row =
      known.length === 0 ? ROWS - 1 : rowOf(worse === 'higher' ? Math.max(...known) : Math.min(...known))
    const line = grid[row]
    if (line !== undefined) line[column] = known.length === 0 ? '·' : '•'
  }
  const label = (row: number) =>
    row === 0 ? labels[0] : row === ROWS - 1 ? labels[2] : row === (ROWS - 1) / 2 ? labels[1] : ''
  const [from, to] = [timeAt(first.at), timeAt(last.at)]
  return [
    ...grid.map((line, row) => `${padLeft(label(row) ?? '', margin)} ┤${line.join('')}`.trimEnd()),
    `${' '.repeat(margin)}  ${pad(from, Math.max(from.length + 1, width - to.length))}${to}`,
  ]
}

/** With a little room, and never flat. */
function scale(values: readonly number[]): readonly [number, number] {
  const low = values.reduce((a, b) => Math.min(a, b))
  const high = values.reduce((a, b) => Math.max(a, b))
  return low === high
    ? [low - Math.max(1e-6, Math.abs(low) * 0.05), high + Math.max(1e-6, Math.abs(high) * 0.05)]
    : [low, high]
}
