import { span } from '../../../src/read/words/time.ts'
import { useLocalNow } from '../data/clock.ts'
import type { Link } from '../data/follow.ts'
import { localTime } from './format.ts'

/** Says that the server does not answer any more, and since when; nothing while all is well. */
export function LinkNotice({ link }: { link: Link }) {
  const now = useLocalNow()
  return (
    <div role="status" className="link-notice-place">
      {link.link !== 'gone' ? null : (
        <p className="link-notice">
          <strong>
            Server gone since {localTime(link.since, now)}
            <span aria-hidden="true"> ({span(now - link.since)})</span>.
          </strong>{' '}
          What you see is from then. Requests of users flow on as they did; this page comes back by itself.
        </p>
      )}
    </div>
  )
}
