import { useState } from 'react'
import { Button, Link } from 'react-aria-components'
import type { Mine } from '../../../../src/read/people/mine.ts'
import { followMine, NOTHING } from '../../data/mine.ts'
import { useMay } from '../../data/session.ts'
import { useFollowed } from '../../data/store.ts'
import { AnswerDialog, type Asked } from '../../parts/answer-dialog.tsx'
import { LinkNotice } from '../../parts/link-notice.tsx'
import { type AskedTask, TaskDialog } from '../../parts/task-dialog.tsx'
import { At } from '../../parts/time.tsx'
import { Shell } from '../../shell/shell.tsx'

/** What waits for the person who looks, over all changes. */
export function MinePage() {
  const [{ mine, more, link, problem }, look] = useFollowed(followMine, NOTHING)
  const [asked, ask] = useState<Asked | null>(null)
  const [askedTask, askTask] = useState<AskedTask | null>(null)
  const gone = link.link === 'gone'
  const asks = gone ? { ask: null, askTask: null } : { ask, askTask }
  const owed = mine?.filter(({ kind }) => kind === 'follow-up') ?? []
  const named = mine?.filter(({ kind, named }) => named && kind !== 'follow-up') ?? []
  const others = mine?.filter(({ named }) => !named) ?? []
  const count = mine?.length ?? 0
  const words = countWords(count)
  return (
    <Shell title={gone ? 'Server gone' : words} level={gone ? 'unsure' : 'quiet'}>
      <div className={`changes ${gone ? 'stale' : ''}`}>
        <h1>{mine === null ? 'What waits for you' : words}</h1>
        <LinkNotice link={link} />
        {problem === null ? null : (
          <p className="problem" role="alert">
            <strong>{problem.message}</strong> {problem.remedy}
          </p>
        )}
        <List title="For you by name" all={named} {...asks} />
        <List title="Owed by you after the end of a change" all={owed} {...asks} />
        <List title="For anyone who may answer" all={others} {...asks} />
        {more ? <p className="soft">There are others, beyond these.</p> : null}
      </div>
      <AnswerDialog asked={asked} look={look} close={() => ask(null)} />
      <TaskDialog asked={askedTask} look={look} close={() => askTask(null)} />
    </Shell>
  )
}

const countWords = (count: number): string =>
  count === 0
    ? 'Nothing waits for you'
    : count === 1
      ? 'One thing waits for you'
      : `${count} things wait for you`

function When({ one: { since, dueAt, overdue } }: { one: Mine }) {
  if (dueAt !== null)
    return (
      <span className={overdue ? 'tone-bad' : ''}>
        {overdue ? ', was due ' : ', due '}
        <At at={dueAt} />
      </span>
    )
  if (since === null) return null
  return (
    <>
      , since <At at={since} />
    </>
  )
}

type Ask = ((asked: Asked) => void) | null
type AskTask = ((asked: AskedTask) => void) | null

type ListOf = { title: string; all: readonly Mine[]; ask: Ask; askTask: AskTask }

function List({ title, all, ask, askTask }: ListOf) {
  if (all.length === 0) return null
  return (
    <section>
      <h2>{title}</h2>
      <ul className="mine">
        {all.map((one) => (
          <li key={`${one.change} ${one.ref}`} className="mine-row">
            <div className="item-body">
              <p className="item-title">{one.title}</p>
              <p className="item-detail">
                <Link href={`/changes/${one.change}`}>{one.change}</Link> {one.plan}, {one.environment}
                <When one={one} />
              </p>
              {one.doneOnceSeen === null ? null : (
                <p className="item-detail">Done once it is seen: {one.doneOnceSeen}</p>
              )}
              {one.notReady === null ? null : (
                <p className="item-detail tone-bad">You said that it is not ready: {one.notReady}</p>
              )}
            </div>
            <Answers one={one} ask={ask} askTask={askTask} />
          </li>
        ))}
      </ul>
    </section>
  )
}

/** An approval before the change begins has its place on the command line, an answer to a guard beside the change. */
function Answers({ one, ask, askTask }: { one: Mine; ask: Ask; askTask: AskTask }) {
  const may = useMay()
  const { kind, change, ref, title, attach } = one
  if (ask === null || ref === null || kind === 'guard' || !may('answer-change')) return null
  if (kind === 'follow-up')
    return (
      <div className="answers">
        <Button
          className="button small primary"
          aria-label={`Done: ${title}`}
          onPress={() => askTask?.({ says: 'done', change, task: ref, title })}
        >
          Done
        </Button>
      </div>
    )
  const says: readonly (readonly [Asked['says'], string, string])[] =
    kind === 'item'
      ? [
          ['tick', 'Tick', 'primary'],
          ['not-ready', 'Not ready', ''],
        ]
      : [
          ['approve', 'Approve', 'primary'],
          ['reject', 'Reject', 'stops'],
        ]
  return (
    <div className="answers">
      {says.map(([word, label, look]) => (
        <Button
          key={word}
          className={`button small ${look}`}
          aria-label={`${label}: ${title}`}
          onPress={() => ask({ says: word, change, ref, title, attach })}
        >
          {label}
        </Button>
      ))}
    </div>
  )
}
