import { useState } from 'react'
import type { ChangeView } from '../../../../../src/read/change/change-view.ts'
import { AnswerDialog, type Asked as AskedOf } from '../../../parts/answer-dialog.tsx'
import { useActing } from '../commands/acting.ts'
import { Checklist } from './checklist.tsx'
import { Decision } from './decision.tsx'

/** Where a concern about people leads to. */
export const ASKED = 'asked'

/** What the change waits for: checklists and decisions that are open, each with its answers. */
export function Asked({ view }: { view: ChangeView }) {
  const { look } = useActing()
  const [asked, ask] = useState<AskedOf | null>(null)
  const lists = view.checklists.filter(({ state }) => state === 'open')
  const decisions = view.decisions.filter(({ state }) => state === 'open')
  if (lists.length === 0 && decisions.length === 0 && asked === null) return null
  return (
    <div id={ASKED} className="column-wide" tabIndex={-1}>
      {decisions.map((one) => (
        <Decision key={one.step} decision={one} ask={ask} />
      ))}
      {lists.map((list) => (
        <Checklist key={list.ref} list={list} ask={ask} />
      ))}
      <AnswerDialog asked={asked} look={look} close={() => ask(null)} />
    </div>
  )
}

/** Those that are over, or yet to come, folded. */
export function OtherLists({ view }: { view: ChangeView }) {
  const lists = view.checklists.filter(({ state }) => state !== 'open')
  const decisions = view.decisions.filter(({ state }) => state !== 'open')
  return (
    <>
      {decisions.map((one) => (
        <Decision key={one.step} decision={one} ask={null} />
      ))}
      {lists.map((list) => (
        <Checklist key={list.ref} list={list} ask={null} />
      ))}
    </>
  )
}
