import { Link } from 'react-aria-components'
import type { ChangeLine } from '../../../../src/read/change/change-view.ts'
import { Badge } from '../../parts/badge.tsx'
import { At, Since } from '../../parts/time.tsx'

export function ChangeRows({ changes, caption }: { changes: readonly ChangeLine[]; caption: string }) {
  return (
    <ul className="change-rows" aria-label={caption}>
      {changes.map((change) => (
        <li key={change.id}>
          <Link href={`/changes/${change.id}`} className="change-row">
            <span className="change-row-state">
              <Badge status={change.status} />
            </span>
            <span className="change-row-what">
              <span className="change-row-title">{change.title}</span>
              <span className="change-row-doing">{change.doing}</span>
            </span>
            <span className="change-row-where">
              <span className="id">{change.id}</span>
              <span>
                {change.environment}
                {change.version === '' ? '' : ` · ${change.version}`}
              </span>
            </span>
            <span className="change-row-when">
              <When change={change} />
            </span>
          </Link>
        </li>
      ))}
    </ul>
  )
}

function When({ change: { endedAt, startedAt, requestedAt, requester } }: { change: ChangeLine }) {
  if (endedAt !== null)
    return (
      <>
        ended <At at={endedAt} />
      </>
    )
  if (startedAt !== null)
    return (
      <>
        running for <Since at={startedAt} />
      </>
    )
  return (
    <>
      asked by {requester}, <At at={requestedAt} />
    </>
  )
}
