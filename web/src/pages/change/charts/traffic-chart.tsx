import { useMemo, useState } from 'react'
import UPlot from 'uplot'
import type { SeriesView } from '../../../../../src/read/series/series-view.ts'
import { momentsOf, wantedShare } from '../../../../../src/read/words/moments.ts'
import type { SlotNames } from '../../../../../src/read/words/traffic.ts'
import { localTime } from '../../../parts/format.ts'
import { Legend } from '../../../parts/legend.tsx'
import { Numbers } from '../../../parts/numbers.tsx'
import { axes, Plot } from '../../../parts/plot.tsx'
import { type Bins, binsOf, PICTURE_BINS, requestsIn, TABLE_BINS } from './bins.ts'
import { momentLines } from './moment-lines.ts'

/** How the requests divided between stable and canary, and what share was wanted. */
export function TrafficChart({ series, names }: { series: SeriesView; names: SlotNames }) {
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
  const moments = momentsOf(series.targets)
  const last = moments.at(-1)
  const end = last === undefined || last.words.endsWith('%') ? null : last
  return (
    <figure className="chart">
      <figcaption>
        <span>
          Where requests went
          {end === null ? null : <span className="chart-end">, {end.words}</span>}
        </span>
        <span className="chart-at number">{bins.at[i] === undefined ? '' : localTime(bins.at[i], now)}</span>
      </figcaption>
      <Legend
        items={[
          { name: names.canary, token: 'canary', look: 'area', value: shown(measured) },
          {
            name: names.stable,
            token: 'stable',
            look: 'area',
            value: shown(measured === null ? null : 100 - measured),
          },
          { name: 'wanted, of users', token: 'ink', look: 'line', value: shown(wanted) },
        ]}
      />
      <Plot
        label={`Where requests went over time: the ${names.canary} has ${shown(measured)} of the requests, ${shown(wanted)} of users wanted${end === null ? '' : `; ${end.words}`}. The table has the numbers.`}
        data={data}
        shape={`traffic ${moments.map(({ at, words }) => `${at} ${words}`).join()}`}
        height={170}
        onPoint={setPoint}
        drawing={(ink) => ({
          scales: { x: { time: true }, y: { range: [0, 100] } },
          axes: axes(ink, (value) => `${value} %`),
          plugins: [momentLines(moments, ink, 'top')],
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

/** In per cent, over all targets: they move together. What is adopted has everybody. */
function sharesIn(series: SeriesView, bins: Bins) {
  const wanted = bins.at.map(
    (at) => Math.max(0, ...series.targets.map(({ split }) => wantedShare(split, at + bins.spanMs))) / 100,
  )
  const adopted = momentsOf(series.targets).find(({ words }) => words === 'adopted')?.at ?? null
  const requests = requestsIn(series, bins)
  const canary = requestsIn(series, bins, 'canary')
  const measured = requests.map((all, i) => {
    if (all === null || all === 0) return null
    return adopted !== null && (bins.at[i] ?? 0) >= adopted ? 100 : ((canary[i] ?? 0) / all) * 100
  })
  return { measured, wanted, requests }
}

const shown = (share: number | null): string =>
  share === null ? '–' : `${share.toFixed(share < 10 && share > 0 ? 1 : 0)}\u00a0%`
