import { useMemo, useState } from 'react'
import UPlot from 'uplot'
import { KINDS } from '../../../../../src/core/signal/shape.ts'
import type { SeriesView } from '../../../../../src/read/series/series-view.ts'
import { localTime } from '../../../parts/format.ts'
import { Legend } from '../../../parts/legend.tsx'
import { Numbers } from '../../../parts/numbers.tsx'
import { axes, Plot } from '../../../parts/plot.tsx'
import { type Bins, binsOf, PICTURE_BINS, samplesIn, TABLE_BINS } from './bins.ts'

/** How the requests divided between stable and canary, and what share was wanted. */
export function TrafficChart({ series }: { series: SeriesView }) {
  const [point, setPoint] = useState<number | null>(null)
  const [bins, shares] = useMemo(() => {
    const bins = binsOf(series, PICTURE_BINS)
    return [bins, sharesIn(series, bins)] as const
  }, [series])
  const data = useMemo<UPlot.AlignedData>(
    () => [
      bins.at.map((at) => at / 1_000),
      shares.measured.map((share) => (share === null ? null : 100)),
      [...shares.measured],
      [...shares.wanted],
    ],
    [bins, shares],
  )
  const i = point ?? shares.measured.findLastIndex((share) => share !== null)
  const now = Date.parse(series.to)
  const measured = shares.measured[i] ?? null
  const wanted = shares.wanted[i] ?? null
  return (
    <figure className="chart">
      <figcaption>
        Where requests went
        <span className="chart-at number">{bins.at[i] === undefined ? '' : localTime(bins.at[i], now)}</span>
      </figcaption>
      <Legend
        items={[
          { name: 'canary', token: 'canary', look: 'area', value: shown(measured) },
          {
            name: 'stable',
            token: 'stable',
            look: 'area',
            value: shown(measured === null ? null : 100 - measured),
          },
          { name: 'wanted, of users', token: 'ink', look: 'line', value: shown(wanted) },
        ]}
      />
      <Plot
        label={`Where requests went over time: the canary has ${shown(measured)} of the requests, ${shown(wanted)} of users wanted. The table has the numbers.`}
        data={data}
        shape="traffic"
        height={170}
        onPoint={setPoint}
        drawing={(ink) => ({
          scales: { x: { time: true }, y: { range: [0, 100] } },
          axes: axes(ink, (value) => `${value} %`),
          cursor: { points: { show: false }, drag: { setScale: false } },
          series: [
            {},
            { fill: ink('stable'), width: 0, points: { show: false } },
            { fill: ink('canary'), width: 0, points: { show: false } },
            { stroke: ink('ink'), width: 1.5, points: { show: false }, ...STEPPED },
          ],
        })}
      />
      <Table series={series} now={now} />
    </figure>
  )
}

const stepped = UPlot.paths.stepped?.({ align: 1 })
const STEPPED = stepped === undefined ? {} : { paths: stepped }

function Table({ series, now }: { series: SeriesView; now: number }) {
  const bins = binsOf(series, TABLE_BINS)
  const { measured, wanted, requests } = sharesIn(series, bins)
  return (
    <Numbers
      caption="Where requests went over time"
      columns={['From', 'Wanted', 'Canary', 'Requests']}
      rows={bins.at.map((at, i) => [
        localTime(at, now),
        shown(wanted[i] ?? null),
        shown(measured[i] ?? null),
        requests[i]?.toLocaleString('en-GB') ?? 'not measured',
      ])}
    />
  )
}

/** In per cent, over all targets: they move together. */
function sharesIn({ targets }: SeriesView, bins: Bins) {
  const lines = targets.flatMap(({ signals }) =>
    signals.filter(({ shape }) => KINDS[shape.kind].samples === 'requests').slice(0, 1),
  )
  const sum = (columns: readonly (readonly (number | null)[])[]) =>
    bins.at.map((_, i) => {
      const these = columns.map((column) => column[i] ?? null).filter((one) => one !== null)
      return these.length === 0 ? null : these.reduce((a, b) => a + b, 0)
    })
  const canary = sum(lines.map((line) => samplesIn(line.canary, bins)))
  const stable = sum(lines.map((line) => samplesIn(line.stable, bins)))
  const requests = sum([canary, stable])
  const measured = requests.map((all, i) =>
    all === null || all === 0 ? null : ((canary[i] ?? 0) / all) * 100,
  )
  const wanted = bins.at.map((at) =>
    Math.max(
      0,
      ...targets.map(
        ({ split }) =>
          (split.findLast((point) => Date.parse(point.at) < at + bins.spanMs)?.desired ?? 0) / 100,
      ),
    ),
  )
  return { measured, wanted, requests }
}

const shown = (share: number | null): string =>
  share === null ? '–' : `${share.toFixed(share < 10 && share > 0 ? 1 : 0)}\u00a0%`
