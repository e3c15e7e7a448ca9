import { Link } from 'react-aria-components'
import type { ChangeView } from '../../../../src/read/change-view.ts'
import { useNow } from '../../data/clock.ts'
import { Badge } from '../../parts/badge.tsx'
import { span } from '../../parts/format.ts'
import { At, FromNow } from '../../parts/time.tsx'

/** Who it is, and how long there is. */
export function Head({ view }: { view: ChangeView }) {
  const { id, title, environment, version, status, pace } = view
  return (
    <header className="change-head">
      <p className="crumbs">
        <Link href="/">Changes</Link>
        <span aria-hidden="true"> / </span>
        <span className="id">{id}</span>
      </p>
      <h1>
        <span className="change-title">{title}</span> <Badge status={status} />
      </h1>
      <p className="change-facts">
        <span>{environment}</span>
        {version === '' ? null : <span>{version}</span>}
        <span>
          <WindowWords view={view} />
        </span>
        {pace === 1 ? null : <span>pace {pace}</span>}
      </p>
    </header>
  )
}

function WindowWords({ view: { window, startedAt, endedAt } }: { view: ChangeView }) {
  const now = useNow()
  if (endedAt !== null)
    return (
      <>
        ended <At at={endedAt} />
        {startedAt === null ? '' : ` after ${span(Date.parse(endedAt) - Date.parse(startedAt))}`}
      </>
    )
  if (window === null)
    return startedAt === null ? 'no window' : `running for ${span(now - Date.parse(startedAt))}`
  if (window.openedAt === null)
    return window.plannedStart === null ? (
      'opens at once'
    ) : (
      <>
        window opens <At at={window.plannedStart} />, <FromNow at={window.plannedStart} />
      </>
    )
  if (window.overrunAt !== null)
    return (
      <strong className="tone-bad">
        overrun since <At at={window.overrunAt} />
      </strong>
    )
  if (window.closedAt !== null || window.endsAt === null) return 'window closed'
  const short = Date.parse(window.endsAt) - now < window.durationMs / 5
  return (
    <span className={short ? 'tone-wait' : ''}>
      window closes <At at={window.endsAt} />, <FromNow at={window.endsAt} />
    </span>
  )
}
