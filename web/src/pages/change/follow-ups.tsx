import { useState } from 'react'
import type { ChangeView } from '../../../../src/read/change/change-view.ts'
import type { FollowUpView } from '../../../../src/read/follow-up/follow-up-view.ts'
import { owedWords } from '../../../../src/read/words/follow-ups.ts'
import { Panel } from '../../parts/panel.tsx'
import { type AskedTask, TaskDialog } from '../../parts/task-dialog.tsx'
import { TaskItem } from '../../parts/task-item.tsx'
import { useActing } from './commands/acting.ts'

/** Hypercare may leave hundreds: what is due later is folded. */
const SHOWN = 8

/** What the change has left to do at its end. */
export function FollowUps({ view, tasks }: { view: ChangeView; tasks: readonly FollowUpView[] }) {
  const { look, gone } = useActing()
  const [asked, ask] = useState<AskedTask | null>(null)
  if (view.followUps === null) return null
  const mayAsk = gone ? null : ask
  const list = (some: readonly FollowUpView[]) => (
    <ul className="items">
      {some.map((task) => (
        <TaskItem key={task.task} task={task} ask={mayAsk} />
      ))}
    </ul>
  )
  const open = tasks.filter(({ state }) => state !== 'done')
  const done = tasks.filter(({ state }) => state === 'done')
  const later = open.slice(SHOWN)
  return (
    <Panel title="Left to do" aside={owedWords(view.followUps)} className="follow-ups">
      {open.length === 0 ? null : list(open.slice(0, SHOWN))}
      {later.length === 0 ? null : (
        <details className="folded">
          <summary>{later.length} due later</summary>
          {list(later)}
        </details>
      )}
      {done.length === 0 ? null : (
        <details className="folded">
          <summary>{done.length} done</summary>
          {list(done)}
        </details>
      )}
      <TaskDialog asked={asked} look={look} close={() => ask(null)} />
    </Panel>
  )
}
