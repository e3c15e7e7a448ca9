import type { ChangeView } from '../../../../src/read/change/change-view.ts'
import type { ConsiderationView } from '../../../../src/read/progress/considerations-view.ts'
import type { Marked } from '../../../../src/read/words/tone.ts'
import { Mark, placeOf } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { At } from '../../parts/time.tsx'
import { SettleButton } from './commands/command-button.tsx'

const OPEN: Marked = { sign: 'person', tone: 'wait', word: 'not answered yet' }
const ANSWERED: Readonly<Record<NonNullable<ConsiderationView['answer']>['as'], Marked>> = {
  declined: { sign: 'stopped', tone: 'quiet', word: 'declined' },
  'rolled-back': { sign: 'done', tone: 'good', word: 'rolled back' },
}

/** What is weighed before anybody calls for a rollback: what the plan names, and what people have asked. */
export function Considerations({
  view: { considerations, startedAt, endedAt, rollback },
}: {
  view: ChangeView
}) {
  const { weigh, raised } = considerations
  // Once it goes back nobody weighs that any more.
  const named = startedAt !== null && endedAt === null && rollback === null ? weigh : []
  if (named.length === 0 && raised.length === 0) return null
  return (
    <Panel title="Should it go back?">
      {named.length === 0 ? null : (
        <>
          <p className="soft">The plan asks to weigh:</p>
          <ul className="told">
            {named.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </>
      )}
      {raised.length === 0 ? null : (
        <ol className="items">
          {raised.map((one) => (
            <Raised key={one.number} one={one} />
          ))}
        </ol>
      )}
    </Panel>
  )
}

function Raised({ one: { number, by, at, because, answer } }: { one: ConsiderationView }) {
  const mark = answer === null ? OPEN : ANSWERED[answer.as]
  return (
    <li className={`item ${placeOf(mark)}`}>
      <Mark mark={mark} />
      <div className="item-body">
        <p className="item-title">{because}</p>
        <p className="item-detail">
          {by}, <At at={at} />
        </p>
        {answer === null ? null : (
          <p className="item-detail">
            {mark.word} by {answer.by}: {answer.because}
          </p>
        )}
        <SettleButton item={`consideration:${number}`} of="consideration" />
      </div>
    </li>
  )
}
