/** The canary's share of a target, as a length; beside it stand the words. */
export function TrafficBar({ observed }: { observed: number | null }) {
  return (
    <span className={`bar ${observed === null ? 'bar-unknown' : ''}`} aria-hidden="true">
      {observed === null ? null : <span className="bar-canary" style={{ width: `${observed / 100}%` }} />}
    </span>
  )
}
