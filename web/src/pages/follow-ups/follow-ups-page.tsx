import { useState } from 'react'
import type { FollowUpView } from '../../../../src/read/follow-up/follow-up-view.ts'
import { owedWords } from '../../../../src/read/words/follow-ups.ts'
import { followTasks, NOTHING } from '../../data/follow-ups.ts'
import { useFollowed } from '../../data/store.ts'
import { LinkNotice } from '../../parts/link-notice.tsx'
import { type AskedTask, TaskDialog } from '../../parts/task-dialog.tsx'
import { TaskItem } from '../../parts/task-item.tsx'
import { Shell } from '../../shell/shell.tsx'

/** What ended changes have left to do, of all owners. */
export function FollowUpsPage() {
  const [{ tasks, more, link, problem }, look] = useFollowed(followTasks, NOTHING)
  const [asked, ask] = useState<AskedTask | null>(null)
  const gone = link.link === 'gone'
  const overdue = tasks?.filter(({ state }) => state === 'overdue') ?? []
  const open = tasks?.filter(({ state }) => state === 'open') ?? []
  const words = countWords(open.length + overdue.length, overdue.length)
  const mayAsk = gone ? null : ask
  return (
    <Shell title={gone ? 'Server gone' : words} level={gone ? 'unsure' : 'quiet'}>
      <div className={`changes ${gone ? 'stale' : ''}`}>
        <h1>{tasks === null ? 'What changes have left to do' : words}</h1>
        <LinkNotice link={link} />
        {problem === null ? null : (
          <p className="problem" role="alert">
            <strong>{problem.message}</strong> {problem.remedy}
          </p>
        )}
        {tasks === null || tasks.length > 0 ? null : (
          <p className="soft">
            A plan says under followUps what is owed after its end, and the change that has ended shows what
            was done.
          </p>
        )}
        <List title="Overdue" tasks={overdue} ask={mayAsk} />
        <List title="Due later" tasks={open} ask={mayAsk} />
        {more ? <p className="soft">There are others, beyond these: cutwater follow-ups list.</p> : null}
      </div>
      <TaskDialog asked={asked} look={look} close={() => ask(null)} />
    </Shell>
  )
}

function countWords(open: number, overdue: number): string {
  if (open === 0) return 'Nothing is left to do'
  const said = owedWords({ open, overdue, done: 0 })
  return `${said.charAt(0).toUpperCase()}${said.slice(1)}`
}

type Ask = ((asked: AskedTask) => void) | null

function List({ title, tasks, ask }: { title: string; tasks: readonly FollowUpView[]; ask: Ask }) {
  if (tasks.length === 0) return null
  return (
    <section>
      <h2>{title}</h2>
      <ul className="items task-list">
        {tasks.map((task) => (
          <TaskItem key={`${task.change} ${task.task}`} task={task} ask={ask} withChange />
        ))}
      </ul>
    </section>
  )
}
