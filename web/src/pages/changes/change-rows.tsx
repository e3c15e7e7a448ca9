import { Link } from 'react-aria-components'
import type { ChangeLine } from '../../../../src/read/change/change-view.ts'
import { owedWords } from '../../../../src/read/words/follow-ups.ts'
import { statusWords } from '../../../../src/read/words/tone.ts'
import { useNow } from '../../data/clock.ts'
import { readable } from '../../parts/format.ts'
import { At, FromNow, Since } from '../../parts/time.tsx'

export function ChangeRows({ changes, caption }: { changes: readonly ChangeLine[]; caption: string }) {
  return (
    <ul className="change-rows" aria-label={caption}>
      {changes.map((change) => (
        <li key={change.id}>
          <Link href={`/changes/${change.id}`} className="change-row">
            <State change={change} />
            <span className="change-row-what">
              <span className="change-row-title">{change.title}</span>
              <Doing change={change} />
              <Owed change={change} />
            </span>
            <span className="change-row-where">
              <span>
                {change.environment}
                {change.version === '' ? '' : ` · ${change.version}`}
              </span>
              <span>{change.plan}</span>
            </span>
            <span className="change-row-when">
              <span className="id">{change.id}</span>
              <When change={change} />
            </span>
          </Link>
        </li>
      ))}
    </ul>
  )
}

/** The verdict, and the state where that says more. */
function State({ change: { headline, status } }: { change: ChangeLine }) {
  const state = statusWords(status)
  return (
    <span className="change-row-state">
      <span className={`badge look-${headline.look}`}>{headline.word}</span>
      {state === headline.word.toLowerCase() ? null : <span className="change-row-status">{state}</span>}
    </span>
  )
}

/** How far it is and what comes next; afterwards why it ended as it did. */
function Doing({ change }: { change: ChangeLine }) {
  const now = useNow()
  const { next, headline, doing, progress } = change
  if (next === null) return <span className="change-row-doing">{readable(headline.cause ?? doing, now)}</span>
  const share = progress.of === 0 ? 0 : progress.done / progress.of
  return (
    <>
      <span className="change-row-doing">
        {readable(headline.cause ?? doing, now)} <span aria-hidden="true">→</span>{' '}
        <span className="unseen">next: </span>
        <span className={next.unless === null ? '' : 'tone-bad'}>
          {readable(next.sentence, now)}
          {next.at === null ? null : (
            <>
              {' '}
              <strong>
                <FromNow at={next.at} />
              </strong>
            </>
          )}
          {next.unless === null ? null : ` unless ${readable(next.unless, now)}`}
        </span>
      </span>
      <span className="progress">
        <span className="progress-bar" aria-hidden="true">
          <span className="progress-done" style={{ width: `${Math.round(share * 100)}%` }} />
        </span>
        <span className="number">
          {progress.done} of {progress.of}
          <span className="unseen"> stages, steps and checks done</span>
        </span>
      </span>
    </>
  )
}

/** What it has left to people, as long as something is owed. */
function Owed({ change: { followUps } }: { change: ChangeLine }) {
  if (followUps === null || followUps.open === 0) return null
  return (
    <span className="change-row-doing">
      <span className={followUps.overdue > 0 ? 'tone-bad' : ''}>{owedWords(followUps)}</span>
    </span>
  )
}

function When({ change: { endedAt, startedAt, requestedAt, requester } }: { change: ChangeLine }) {
  if (endedAt !== null)
    return (
      <span>
        ended <At at={endedAt} />
      </span>
    )
  if (startedAt !== null)
    return (
      <span>
        for <Since at={startedAt} />
      </span>
    )
  return (
    <span>
      by {requester}, <At at={requestedAt} />
    </span>
  )
}
