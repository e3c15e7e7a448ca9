import type { RolloutView } from '../../../../src/read/progress/rollout-view.ts'
import { shownShare, sidesWords, trafficWords } from '../../../../src/read/words/traffic.ts'
import { useMay } from '../../data/session.ts'
import { unbroken } from '../../parts/format.ts'
import { ReleaseTarget } from '../../parts/target-buttons.tsx'
import { TargetMode } from '../../parts/target-mode.tsx'
import { TrafficBar } from '../../parts/traffic-bar.tsx'
import { useActing } from './commands/acting.ts'

/** Where the requests of each target go at this moment; of a change that is over, where it left them. */
export function TrafficBars({ rollout }: { rollout: RolloutView }) {
  const { view, look, gone } = useActing()
  const may = useMay()
  const ended = view.endedAt !== null
  return (
    <ul className="bars" aria-label={ended ? 'Traffic as this change left it' : 'Traffic now'}>
      {rollout.traffic.map((row) => {
        const { words, tone } = trafficWords(rollout, row, view.version)
        return (
          <li key={row.target} className="bar-row">
            <span className="bar-name">
              {row.target}
              {row.now === null || ended ? null : <span className="sides">{sidesWords(row.now)}</span>}
            </span>
            <TrafficBar observed={shownShare(rollout, row)} />
            <span className={`bar-words tone-${tone}`}>
              {unbroken(words)}
              {row.now?.latched === true && ended && !gone && may('release') ? (
                <ReleaseTarget target={row.now} look={look} />
              ) : null}
            </span>
            {row.now === null || ended ? null : <TargetMode target={row.now} />}
          </li>
        )
      })}
    </ul>
  )
}
