import { Button, Link } from 'react-aria-components'
import type { FollowUpView } from '../../../src/read/follow-up/follow-up-view.ts'
import { FOLLOW_UPS } from '../../../src/read/words/follow-ups.ts'
import { useMay, useName } from '../data/session.ts'
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
  const { change, task, title, owner, as, dueAt, state, done, of, environment } = one
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
            {done.by}, <At at={done.at} />: {done.note}
          </p>
        )}
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
