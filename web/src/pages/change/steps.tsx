import type { ChangeView } from '../../../../src/read/change/change-view.ts'
import type { StepView } from '../../../../src/read/progress/step-view.ts'
import { markOfStep } from '../../../../src/read/words/marks.ts'
import { stagedWords } from '../../../../src/read/words/staged.ts'
import { Mark, placeOf } from '../../parts/mark.tsx'
import { Outputs } from '../../parts/outputs.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Sentence } from '../../parts/sentence.tsx'
import { At, FromNow, Since } from '../../parts/time.tsx'
import { SettleButton } from './commands/command-button.tsx'

export function Steps({ view }: { view: ChangeView }) {
  return (
    <Panel title="Steps">
      <ol className="items">
        {view.steps.map((step) => (
          <li key={step.id} className={`item ${placeOf(markOfStep(view, step))}`}>
            <Mark mark={markOfStep(view, step)} />
            <div className="item-body">
              <p className="item-title">{step.title}</p>
              <Detail step={step} />
              <Staged staged={step.staged} />
              <SettleButton item={step.id} of="step" />
              <Outputs outputs={step.outputs} />
            </div>
          </li>
        ))}
      </ol>
    </Panel>
  )
}

/** What is written at a moment that is still to come. */
function Staged({ staged }: Pick<StepView, 'staged'>) {
  if (staged === null) return null
  return (
    <>
      <p className="item-detail">
        staged, and live{' '}
        {staged.liveAt === null ? (
          'at T'
        ) : (
          <>
            at <At at={staged.liveAt} />, <FromNow at={staged.liveAt} />
          </>
        )}
      </p>
      <ul className="told">
        {stagedWords(staged).map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
    </>
  )
}

function Detail({ step: { status, since, attempt, attempts, reason, retryAt } }: { step: StepView }) {
  const nothing =
    reason === null &&
    retryAt === null &&
    attempt <= 1 &&
    (since === null || (status !== 'running' && status !== 'done'))
  if (nothing) return null
  const again = attempt > 1 || status === 'retrying' ? `attempt ${attempt} of ${attempts}` : ''
  return (
    <p className="item-detail">
      {status === 'running' && since !== null ? (
        <>
          running for <Since at={since} />{' '}
        </>
      ) : null}
      {status === 'done' && since !== null ? <At at={since} /> : null} {again}{' '}
      {reason === null ? null : (
        <span className="tone-bad">
          <Sentence text={reason} />
        </span>
      )}{' '}
      {retryAt === null ? null : (
        <>
          again <FromNow at={retryAt} />
        </>
      )}
    </p>
  )
}
