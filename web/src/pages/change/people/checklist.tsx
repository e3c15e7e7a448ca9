import { memo } from 'react'
import { Button } from 'react-aria-components'
import type { ChecklistView, ItemView } from '../../../../../src/read/people/checklists-view.ts'
import { ITEMS } from '../../../../../src/read/words/marks.ts'
import { itemWords } from '../../../../../src/read/words/people.ts'
import { useMay, useName } from '../../../data/session.ts'
import type { Asked } from '../../../parts/answer-dialog.tsx'
import { KeptFile } from '../../../parts/kept-file.tsx'
import { Mark, placeOf } from '../../../parts/mark.tsx'
import { Outputs } from '../../../parts/outputs.tsx'
import { Panel } from '../../../parts/panel.tsx'
import { Sentence } from '../../../parts/sentence.tsx'
import { At, FromNow } from '../../../parts/time.tsx'
import { useActing } from '../commands/acting.ts'
import { SettleButton } from '../commands/command-button.tsx'

type Ask = ((asked: Asked) => void) | null

/** What is open first; what has passed is folded. `ask` null: nobody can answer it now. */
export function Checklist({ list, ask }: { list: ChecklistView; ask: Ask }) {
  const { view, gone } = useActing()
  const may = useMay()
  const name = useName()
  const { title, passed, items, state } = list
  const answers = ask !== null && !gone && may('answer-change') ? ask : null
  const rows = (some: readonly ItemView[]) => (
    <ul className="items">
      {some.map((item) => (
        <Item key={item.ref} item={item} change={view.id} name={name} ask={answers} />
      ))}
    </ul>
  )
  const open = items.filter(({ status }) => status !== 'passed')
  const over = items.filter(({ status }) => status === 'passed')
  const words = state === 'to-come' ? 'to come' : `${passed} of ${items.length} passed`
  if (state !== 'open')
    return (
      <Panel title={title} aside={words}>
        <details className="folded">
          <summary>{items.length === 1 ? 'Its line' : `Its ${items.length} lines`}</summary>
          {rows(items)}
        </details>
      </Panel>
    )
  return (
    <Panel title={title} aside={words} className="asked-list">
      {rows(open)}
      {over.length === 0 ? null : (
        <details className="folded">
          <summary>{over.length} passed</summary>
          {rows(over)}
        </details>
      )}
    </Panel>
  )
}

type Row = { item: ItemView; change: string; name: string | null; ask: Ask }

/** A line is drawn anew only when it has changed: there may be hundreds. */
const Item = memo(function Item({ item, change, name, ask }: Row) {
  const mark = ITEMS[item.status]
  const words = itemWords(item)
  return (
    <li className={`item ${placeOf(mark)}`}>
      <Mark mark={mark} />
      <div className="item-body">
        <p className="item-title">{item.title}</p>
        {words === null ? null : (
          <p className={`item-detail ${item.status === 'not-ready' ? 'tone-bad' : ''}`}>
            <Sentence text={words} />
            {item.at === null ? null : (
              <>
                {' '}
                <At at={item.at} />
              </>
            )}
            {item.askAt === null ? null : (
              <>
                , again <FromNow at={item.askAt} />
              </>
            )}
          </p>
        )}
        {item.attachment === null ? null : <KeptFile change={change} file={item.attachment} />}
        {ask === null ? null : <Answers item={item} change={change} name={name} ask={ask} />}
        {item.status === 'failed' ? <SettleButton item={item.ref} of="check" /> : null}
        <Outputs outputs={item.outputs} />
      </div>
    </li>
  )
}, isSame)

function isSame(before: Row, now: Row): boolean {
  return (
    before.ask === now.ask &&
    before.name === now.name &&
    JSON.stringify(before.item) === JSON.stringify(now.item)
  )
}

/** Only what this very person may say. */
function Answers({ item, change, name, ask }: Row & { ask: NonNullable<Ask> }) {
  const { ref, title, attach, status, person } = item
  if (item.check !== 'person' || (person !== null && person !== name)) return null
  const say = (says: Asked['says']) => () => ask({ says, change, ref, title, attach })
  const button = (says: Asked['says'], label: string, kind = '') => (
    <Button className={`button small ${kind}`} onPress={say(says)} aria-label={`${label}: ${title}`}>
      {label}
    </Button>
  )
  return (
    <div className="answers">
      {status === 'passed' ? (
        button('untick', 'Withdraw')
      ) : (
        <>
          {button('tick', 'Tick', 'primary')}
          {status === 'not-ready' ? null : button('not-ready', 'Not ready')}
        </>
      )}
    </div>
  )
}
