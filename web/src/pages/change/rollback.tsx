import type { RollbackView } from '../../../../src/read/progress/rollback-view.ts'
import { BACK_STEPS, UNDO } from '../../../../src/read/words/marks.ts'
import type { Marked } from '../../../../src/read/words/tone.ts'
import { percent } from '../../parts/format.ts'
import { Mark, placeOf } from '../../parts/mark.tsx'
import { Outputs } from '../../parts/outputs.tsx'
import { Panel } from '../../parts/panel.tsx'
import { At } from '../../parts/time.tsx'
import { SettleButton } from './commands/command-button.tsx'

const TRAFFIC: Readonly<Record<RollbackView['traffic'], Marked & { readonly said: string }>> = {
  descending: { sign: 'going', tone: 'wait', word: 'going', said: 'The canary goes down step by step' },
  closing: {
    sign: 'going',
    tone: 'wait',
    word: 'going',
    said: 'Every request to stable: waiting for each proxy',
  },
  closed: { sign: 'done', tone: 'good', word: 'done', said: 'Every request goes to stable' },
  untouched: { sign: 'done', tone: 'good', word: 'done', said: 'No target was touched' },
}

/**
 * The rollback: traffic first, then undo, newest first, then the plan's own steps; why stands above everything.
 * `reportOf`: the change of which there is a report; null for a drill, which is no incident.
 */
export function Rollback({ back, reportOf }: { back: RollbackView; reportOf: string | null }) {
  return (
    <Panel title="Rollback" aside={`by ${back.by}`} className="rollback">
      <ol className="items">
        <li className="item">
          <Mark mark={TRAFFIC[back.traffic]} />
          <div className="item-body">
            <p className="item-title">
              {TRAFFIC[back.traffic].said}
              {back.weight === null ? '' : `; it is at ${percent(back.weight)}`}
            </p>
            {back.closedAt === null ? null : (
              <p className="item-detail">
                <At at={back.closedAt} />
                {back.latch ? ', and latched' : ''}
              </p>
            )}
          </div>
        </li>
        {back.undo.map(({ step, title, status, reason, harmless }) => (
          <li key={step} className={`item ${placeOf(UNDO[status])}`}>
            <Mark mark={UNDO[status]} />
            <div className="item-body">
              <p className="item-title">
                {title}: {harmless ? 'nothing to undo' : UNDO[status].word}
              </p>
              {reason === null ? null : <p className="item-detail">{reason}</p>}
              <SettleButton item={step} of="undo" />
            </div>
          </li>
        ))}
        {back.steps.map(({ id, title, status, reason, outputs }) => (
          <li key={`own ${id}`} className={`item ${placeOf(BACK_STEPS[status])}`}>
            <Mark mark={BACK_STEPS[status]} />
            <div className="item-body">
              <p className="item-title">
                {title}: {BACK_STEPS[status].word}
              </p>
              {reason === null ? null : <p className="item-detail">{reason}</p>}
              <SettleButton item={`rollback:${id}`} of="back-step" />
              <Outputs outputs={outputs} />
            </div>
          </li>
        ))}
      </ol>
      {reportOf === null ? null : (
        <p className="item-detail">
          <a href={`/v1/changes/${reportOf}/report?format=html`}>Incident report</a>
        </p>
      )}
    </Panel>
  )
}
