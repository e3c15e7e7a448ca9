import { useMemo, useState } from 'react'
import type UPlot from 'uplot'
import type { SignalShape } from '../../../../../src/core/signal/shape.ts'
import { formatTick, formatValue } from '../../../../../src/core/signal/unit.ts'
import type { RuleView } from '../../../../../src/read/progress/rule-view.ts'
import type { SeriesView } from '../../../../../src/read/series/series-view.ts'
import { momentsOf } from '../../../../../src/read/words/moments.ts'
import type { SlotNames } from '../../../../../src/read/words/traffic.ts'
import { localTime, unbroken } from '../../../parts/format.ts'
import { Legend } from '../../../parts/legend.tsx'
import { Numbers } from '../../../parts/numbers.tsx'
import { axes, Plot } from '../../../parts/plot.tsx'
import { binsOf, PICTURE_BINS, requestsIn, TABLE_BINS, valuesIn } from './bins.ts'
import { boundLines } from './bounds.ts'
import { type Limit, rangeOf } from './limits.ts'
import { momentLines } from './moment-lines.ts'

const TOKENS = ['target-1', 'target-2', 'target-3', 'target-4'] as const

/** A signal on canary and stable of each target, with the bounds that gates and guards hold it to. */
export function SignalChart({
  signal,
  shape,
  series,
  rules,
  names,
}: {
  signal: string
  shape: SignalShape
  series: SeriesView
  rules: readonly RuleView[]
  names: SlotNames
}) {
  const [point, setPoint] = useState<number | null>(null)
  const lines = useMemo(() => linesOf(signal, series, names, PICTURE_BINS), [signal, series, names])
  const limits = limitsOf(rules)
  const moments = momentsOf(series.targets)
  const data = useMemo<UPlot.AlignedData>(
    () => [
      lines.at.map((at) => at / 1_000),
      [...lines.rates],
      ...lines.columns.map(({ values }) => [...values]),
    ],
    [lines],
  )
  const show = (value: number | null) => shown(shape, value)
  const i =
    point ?? lines.at.findLastIndex((_, at) => lines.columns.some(({ values }) => values[at] !== null))
  const now = Date.parse(series.to)
  const said = lines.columns.map(({ name, values }) => `${name} ${show(values[i] ?? null)}`).join(', ')
  const wanted = limits.map(({ kind, words }) => `${kind} ${words}`).join(', ')
  return (
    <figure className="chart">
      <figcaption>
        {signal}
        <span className="chart-at number">
          {lines.at[i] === undefined ? '' : localTime(lines.at[i], now)}
        </span>
      </figcaption>
      <Legend
        items={[
          ...lines.columns.map(({ name, token, dashed, values }) => ({
            name,
            token,
            look: dashed ? ('dashed' as const) : ('line' as const),
            value: show(values[i] ?? null),
          })),
          { name: 'requests', token: 'stable', look: 'area' as const, value: rate(lines.rates[i] ?? null) },
        ]}
      />
      <Plot
        label={`${signal} over time: ${said}${wanted === '' ? '' : `; ${wanted}`}. The table has the numbers.`}
        data={data}
        shape={`${lines.columns.map(({ name }) => name).join()} ${wanted} ${moments.map(({ at }) => at).join()}`}
        height={190}
        onPoint={setPoint}
        drawing={(ink) => ({
          scales: {
            x: { time: true },
            y: { range: (_, min, max) => rangeOf(limits, min, max, shape) },
            // At the foot of the picture, so that it lies behind nothing that decides.
            requests: { range: (_, _min, max) => [0, Math.max(1, max) * 5] },
          },
          axes: axes(ink, (value) => formatTick(shape, value)),
          cursor: { points: { size: 6 }, drag: { setScale: false } },
          plugins: [momentLines(moments, ink, 'foot'), boundLines(limits, ink)],
          series: [
            {},
            { scale: 'requests', fill: ink('stable'), width: 0, points: { show: false } },
            ...lines.columns.map(({ token, dashed }) => ({
              stroke: ink(token),
              width: dashed ? 1.25 : 2.25,
              ...(dashed ? { dash: [5, 4] } : {}),
              points: { show: false },
              spanGaps: false,
            })),
          ],
        })}
      />
      <Table signal={signal} shape={shape} series={series} names={names} now={now} />
    </figure>
  )
}

function Table({
  signal,
  shape,
  series,
  names,
  now,
}: {
  signal: string
  shape: SignalShape
  series: SeriesView
  names: SlotNames
  now: number
}) {
  const { at, columns, rates } = linesOf(signal, series, names, TABLE_BINS)
  return (
    <Numbers
      caption={`${signal} over time`}
      columns={['From', ...columns.map(({ name }) => name), 'Requests']}
      rows={at.map((from, i) => [
        localTime(from, now),
        ...columns.map(({ values }) => shown(shape, values[i] ?? null)),
        rate(rates[i] ?? null),
      ])}
    />
  )
}

function linesOf(signal: string, series: SeriesView, names: SlotNames, most: number) {
  const bins = binsOf(series, most)
  const columns = series.targets.flatMap(({ target, signals }, i) => {
    const its = signals.find((one) => one.signal === signal)
    const token = TOKENS[i % TOKENS.length] ?? 'target-1'
    return its === undefined
      ? []
      : [
          {
            name: `${target} ${names.canary}`,
            token,
            dashed: false,
            values: valuesIn(its.canary, bins, its.shape),
          },
          {
            name: `${target} ${names.stable}`,
            token,
            dashed: true,
            values: valuesIn(its.stable, bins, its.shape),
          },
        ]
  })
  const rates = requestsIn(series, bins).map((all) => (all === null ? null : (all * 1_000) / bins.spanMs))
  return { at: bins.at, columns, rates }
}

/** The same bound on several targets is one line. */
function limitsOf(rules: readonly RuleView[]): readonly Limit[] {
  return rules.flatMap(({ kind, wanted, targets }) => {
    const [first] = targets
    return (first?.limits ?? []).map((value) => ({ kind, words: first?.resolved ?? wanted, value }))
  })
}

/** Requests a second, as coarsely as one reads them. */
const rate = (value: number | null): string =>
  value === null ? '–' : `${value < 10 ? value.toFixed(1) : Math.round(value)}/s`

const shown = (shape: SignalShape, value: number | null): string =>
  value === null ? '–' : unbroken(formatValue(shape, value))
