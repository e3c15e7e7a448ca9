import { Link } from 'react-aria-components'
import type { TargetView } from '../../../../src/read/records/target-view.ts'
import { sidesWords, targetWords } from '../../../../src/read/words/traffic.ts'
import { useMay } from '../../data/session.ts'
import { unbroken } from '../../parts/format.ts'
import { KillTarget, ReleaseTarget } from '../../parts/target-buttons.tsx'
import { TargetMode } from '../../parts/target-mode.tsx'
import { TrafficBar } from '../../parts/traffic-bar.tsx'

/** Where the traffic of every target goes, whether or not a change moves it. */
export function Targets({
  targets,
  look,
  gone,
}: {
  targets: readonly TargetView[]
  look: () => void
  gone: boolean
}) {
  const may = useMay()
  if (targets.length === 0) return null
  return (
    <>
      <h2>Traffic</h2>
      <ul className="panel bars target-rows" aria-label="Traffic now">
        {targets.map((target) => {
          const { words, tone } = targetWords(target)
          return (
            <li key={target.name} className="target-row">
              <span className="bar-name">
                {target.name}
                <span className="sides">{sidesWords(target)}</span>
              </span>
              <TrafficBar observed={target.observed} />
              <span className={`bar-words tone-${tone}`}>{unbroken(words)}</span>
              <span className="target-owner">
                {target.owner === null ? (
                  'no change moves it'
                ) : (
                  <Link href={`/changes/${target.owner}`}>{target.owner}</Link>
                )}
              </span>
              <span className="target-act">
                {gone ? null : target.latched ? (
                  may('release') ? (
                    <ReleaseTarget target={target} look={look} />
                  ) : null
                ) : may('kill') ? (
                  <KillTarget target={target} look={look} />
                ) : null}
              </span>
              <TargetMode target={target} />
            </li>
          )
        })}
      </ul>
    </>
  )
}
