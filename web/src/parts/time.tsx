import { span } from '../../../src/read/words/time.ts'
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

/** `in 2m 05s`, `3m 10s ago`. */
export function FromNow({ at }: { at: string }) {
  const left = Date.parse(at) - useNow()
  return <span className="number">{left > 0 ? `in ${span(left)}` : `${span(-left)} ago`}</span>
}

/** How long since then. */
export function Since({ at }: { at: string }) {
  return <span className="number">{span(useNow() - Date.parse(at))}</span>
}
