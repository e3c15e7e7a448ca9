import { Button } from 'react-aria-components'
import type { DecisionView } from '../../../../../src/read/people/decisions-view.ts'
import { DECISIONS } from '../../../../../src/read/words/marks.ts'
import { decisionWords } from '../../../../../src/read/words/people.ts'
import { useMay, useName } from '../../../data/session.ts'
import type { Asked } from '../../../parts/answer-dialog.tsx'
import { Mark } from '../../../parts/mark.tsx'
import { Panel } from '../../../parts/panel.tsx'
import { At, FromNow } from '../../../parts/time.tsx'
import { useActing } from '../commands/acting.ts'

/** A decision with its people, what they have said, and what this person may still say. */
export function Decision({
  decision,
  ask,
}: {
  decision: DecisionView
  ask: ((asked: Asked) => void) | null
}) {
  const { title, state, said, until, by } = decision
  const mark = DECISIONS[state]
  return (
    <Panel title={title} aside={mark.word} className={state === 'open' ? 'asked-list' : ''}>
      <div className="item">
        <Mark mark={mark} silent />
        <div className="item-body">
          <p className="item-title">{decisionWords(decision)}</p>
          {until === null ? null : (
            <p className="item-detail">
              without a decision its plan says what follows, <FromNow at={until} />
            </p>
          )}
          {said.length === 0 ? null : (
            <ul className="said">
              {said.map((word) => (
                <li key={`${word.by} ${word.at}`} className="item-detail">
                  <strong>{word.by}</strong> {word.as === 'approve' ? 'approved' : 'rejected'},{' '}
                  <At at={word.at} />
                  {word.because === null ? '' : `: ${word.because}`}
                </li>
              ))}
            </ul>
          )}
          {ask === null ? null : (
            <Answers decision={decision} people={by.map(({ person }) => person)} ask={ask} />
          )}
        </div>
      </div>
    </Panel>
  )
}

function Answers({
  decision,
  people,
  ask,
}: {
  decision: DecisionView
  people: readonly (string | null)[]
  ask: (asked: Asked) => void
}) {
  const { view, gone } = useActing()
  const may = useMay()
  const name = useName()
  const { step, title, said } = decision
  const isTheirs = people.some((person) => person === null || person === name)
  if (gone || !may('answer-change') || !isTheirs || said.some(({ by }) => by === name)) return null
  const say = (says: Asked['says']) => () => ask({ says, change: view.id, ref: step, title, attach: false })
  return (
    <div className="answers">
      {view.requester === name ? (
        <p className="item-detail">You requested this change, so others approve it.</p>
      ) : (
        <Button className="button primary" onPress={say('approve')} aria-label={`Approve: ${title}`}>
          Approve
        </Button>
      )}
      <Button className="button stops" onPress={say('reject')} aria-label={`Reject: ${title}`}>
        Reject
      </Button>
    </div>
  )
}
