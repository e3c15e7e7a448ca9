import { isAdopted } from '../../../../src/read/progress/adopted.ts'
import type { RolloutView } from '../../../../src/read/progress/rollout-view.ts'
import { trafficWords } from '../../../../src/read/words/traffic.ts'
import { useMay } from '../../data/session.ts'
import { unbroken } from '../../parts/format.ts'
import { ReleaseTarget } from '../../parts/target-buttons.tsx'
import { TrafficBar } from '../../parts/traffic-bar.tsx'
import { useActing } from './commands/acting.ts'

/** Where the requests of each target go at this moment. */
export function TrafficBars({ rollout }: { rollout: RolloutView }) {
  const { view, look, gone } = useActing()
  const may = useMay()
  return (
    <ul className="bars" aria-label="Traffic now">
      {rollout.traffic.map((row) => {
        const { words, tone } = trafficWords(rollout, row)
        return (
          <li key={row.target} className="bar-row">
            <span className="bar-name">{row.target}</span>
            <TrafficBar observed={isAdopted(rollout) ? FULL : (row.now?.observed ?? null)} />
            <span className={`bar-words tone-${tone}`}>
              {unbroken(words)}
              {row.now?.latched === true && view.endedAt !== null && !gone && may('release') ? (
                <ReleaseTarget target={row.now} look={look} />
              ) : null}
            </span>
          </li>
        )
      })}
    </ul>
  )
}

const FULL = 10_000
