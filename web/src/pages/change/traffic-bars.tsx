import type { RolloutView, TrafficView } from '../../../../src/read/rollout-view.ts'
import { percent } from '../../parts/format.ts'
import type { Tone } from '../../parts/tone.ts'

/** Where the requests of each target go at this moment. */
export function TrafficBars({ rollout: { traffic, phase, adopt } }: { rollout: RolloutView }) {
  return (
    <ul className="bars" aria-label="Traffic now">
      {traffic.map((row) => {
        const [words, tone] = wordsOf(row, phase === 'done' && adopt)
        return (
          <li key={row.target} className="bar-row">
            <span className="bar-name">{row.target}</span>
            <Bar observed={phase === 'done' && adopt ? 10_000 : (row.now?.observed ?? null)} />
            <span className={`bar-words tone-${tone}`}>{words}</span>
          </li>
        )
      })}
    </ul>
  )
}

function Bar({ observed }: { observed: number | null }) {
  return (
    <span className={`bar ${observed === null ? 'bar-unknown' : ''}`} aria-hidden="true">
      {observed === null ? null : <span className="bar-canary" style={{ width: `${observed / 100}%` }} />}
    </span>
  )
}

function wordsOf({ now }: TrafficView, adopted: boolean): readonly [string, Tone | 'plain'] {
  if (now === null) return ['not bound', 'wait']
  const silent = now.proxies.filter(({ unreachable }) => unreachable !== null).length
  if (silent > 0)
    return [
      silent === now.proxies.length
        ? 'no proxy answers'
        : `${silent} of ${now.proxies.length} proxies do not answer`,
      'bad',
    ]
  if (now.observed === null) return ['no proxy has answered yet', 'wait']
  if (now.latched) return ['closed and latched', 'bad']
  if (now.observed > now.desired)
    return [`canary ${percent(now.observed)}, ${percent(now.desired)} wanted`, 'bad']
  if (now.mode === 'closed')
    return now.settled
      ? [adopted ? 'the new version is stable' : 'closed: all to stable', 'quiet']
      : ['closing', 'wait']
  return now.settled
    ? [`canary ${percent(now.observed)}`, 'plain']
    : [`canary ${percent(now.observed)}, ${percent(now.desired)} wanted`, 'wait']
}
