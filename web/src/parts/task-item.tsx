import { Button, Link } from 'react-aria-components'
import type { EvidenceView, FollowUpView } from '../../../src/read/follow-up/follow-up-view.ts'
import { doneBy, FOLLOW_UPS } from '../../../src/read/words/follow-ups.ts'
import { useMay, useName } from '../data/session.ts'
import { KeptFile } from './kept-file.tsx'
import { Mark } from './mark.tsx'
import type { AskedTask } from './task-dialog.tsx'
import { At } from './time.tsx'

/** A task that a change has left: who owes it until when, or who has done it. `ask` null: nobody can say it now. */
export function TaskItem({
  task: one,
  ask,
  withChange = false,
}: {
  task: FollowUpView
  ask: ((asked: AskedTask) => void) | null
  /** Where tasks of several changes stand in one list. */
  withChange?: boolean
}) {
  const { change, task, title, owner, as, dueAt, state, done, evidence, of, environment } = one
  const may = useMay()
  const name = useName()
  const mayAnswer = may('answer-change') || (owner === name && may('consider'))
  const says = state === 'done' ? 'reopen' : 'done'
  const label = says === 'done' ? 'Done' : 'Reopen'
  return (
    <li className="item">
      <Mark mark={FOLLOW_UPS[state]} />
      <div className="item-body">
        <p className="item-title">{title}</p>
        <p className="item-detail">
          {as === null ? owner : `${owner}, ${as}`},{' '}
          <span className={state === 'overdue' ? 'tone-bad' : ''}>
            {state === 'overdue' ? 'was due ' : 'due '}
            <At at={dueAt} />
          </span>
        </p>
        {withChange ? (
          <p className="item-detail">
            <Link href={`/changes/${change}`}>{change}</Link> {of}, {environment}
          </p>
        ) : null}
        {done === null ? null : (
          <p className="item-detail">
            {doneBy(done)}, <At at={done.at} />: {done.note}
          </p>
        )}
        {done?.attachments.map((file) => (
          <KeptFile key={file.sha256} change={change} file={file} />
        ))}
        {evidence === null || done !== null ? null : <Evidence evidence={evidence} />}
        {ask === null || !mayAnswer ? null : (
          <div className="answers">
            <Button
              className={`button small ${says === 'done' ? 'primary' : ''}`}
              aria-label={`${label}: ${title}`}
              onPress={() => ask({ says, change, task, title })}
            >
              {label}
            </Button>
          </div>
        )}
      </div>
    </li>
  )
}

/** What is looked at in place of a person's word, and what was seen of it. */
function Evidence({ evidence: { looksFor, seen, nextAt } }: { evidence: EvidenceView }) {
  return (
    <p className="item-detail">
      {nextAt === null ? 'Not looked at any more, say it yourself: ' : 'Done once it is seen: '}
      {looksFor}
      {seen === null ? null : (
        <>
          . Seen last, <At at={seen.at} />: {seen.words}
        </>
      )}
      {seen === null && nextAt !== null ? (
        <>
          . Looked at from <At at={nextAt} />
        </>
      ) : null}
    </p>
  )
}
