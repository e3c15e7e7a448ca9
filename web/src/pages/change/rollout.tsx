import { useMemo } from 'react'
import type { RolloutView } from '../../../../src/read/progress/rollout-view.ts'
import type { SeriesView } from '../../../../src/read/series/series-view.ts'
import { slotNames } from '../../../../src/read/words/traffic.ts'
import { Panel } from '../../parts/panel.tsx'
import { SignalChart } from './charts/signal-chart.tsx'
import { TrafficChart } from './charts/traffic-chart.tsx'
import { useActing } from './commands/acting.ts'
import { Rules } from './rules.tsx'
import { StageTrack } from './stage-track.tsx'
import { TrafficBars } from './traffic-bars.tsx'
import { WeightFlag } from './weight-flag.tsx'

/** A rollout: how far it is, where the traffic goes, and what speaks for or against it. */
export function Rollout({ rollout, series }: { rollout: RolloutView; series: SeriesView | null }) {
  const { view } = useActing()
  const names = useMemo(() => slotNames(view.version, rollout), [view.version, rollout])
  const own = series === null ? null : ofTargets(series, rollout)
  const signals = [...Map.groupBy([...rollout.rules, ...view.guards], ({ signal }) => signal)]
  return (
    <>
      <Panel
        title={rollout.title}
        aside={rollout.promotedAllBy === null ? undefined : `promoted by ${rollout.promotedAllBy}`}
      >
        <StageTrack rollout={rollout} version={view.version} />
        <TrafficBars rollout={rollout} />
        <WeightFlag rollout={rollout} />
        {own === null ? null : <TrafficChart series={own} names={names} />}
      </Panel>
      {own === null ? null : (
        <Panel title="Signals">
          {signals.flatMap(([signal, rules]) =>
            rules
              .slice(0, 1)
              .map(({ shape }) => (
                <SignalChart
                  key={signal}
                  signal={signal}
                  shape={shape}
                  series={own}
                  rules={rules}
                  names={names}
                />
              )),
          )}
        </Panel>
      )}
      <Rules rollout={rollout} ended={view.endedAt !== null} />
    </>
  )
}

/** Only what this rollout moves; null while nothing was measured. */
function ofTargets(series: SeriesView, { traffic }: RolloutView): SeriesView | null {
  const targets = series.targets.filter(
    ({ target, signals }) =>
      traffic.some((one) => one.target === target) &&
      signals.some(({ canary, stable }) =>
        [...canary.samples, ...stable.samples].some((count) => count !== null),
      ),
  )
  return targets.length === 0 ? null : { ...series, targets }
}
