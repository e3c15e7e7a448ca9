import { soon, span } from '../../../src/read/words/time.ts'
import { useNow } from '../data/clock.ts'
import { localTime } from './format.ts'

/** The clock on the wall, with the instant in UTC in its tooltip. */
export function At({ at }: { at: string }) {
  const now = useNow()
  return (
    <time dateTime={at} title={at}>
      {localTime(at, now)}
    </time>
  )
}

/** `in 2m 05s`; of what is due, `at any moment`. */
export function FromNow({ at }: { at: string }) {
  return <span className="number">{soon(at, useNow())}</span>
}

/** How long since then. */
export function Since({ at }: { at: string }) {
  return <span className="number">{span(useNow() - Date.parse(at))}</span>
}
