import type { VerificationView } from '../../../../src/read/progress/verification-view.ts'
import { VERIFICATION } from '../../../../src/read/words/marks.ts'
import { Mark, placeOf } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { At } from '../../parts/time.tsx'
import { SettleButton } from './commands/command-button.tsx'

const SAID: Readonly<Record<VerificationView['status'], string>> = {
  watching: 'What serves everybody is watched',
  passed: 'All is well',
  failed: 'Not well',
  inconclusive: 'Nobody knows whether all is well',
}

/** A record beside the change: whether all is well since it went back. */
export function Verification({ record }: { record: VerificationView }) {
  const { status, until, endedAt, wanted, gates, because, settled } = record
  const mark = VERIFICATION[status]
  return (
    <Panel title="After the rollback" className="verification">
      <ol className="items">
        <li className={`item ${placeOf(mark)}`}>
          <Mark mark={mark} />
          <div className="item-body">
            <p className="item-title">{SAID[status]}</p>
            <p className="item-detail">
              {until === null ? null : (
                <>
                  until <At at={until} />:{' '}
                </>
              )}
              {endedAt === null ? null : (
                <>
                  <At at={endedAt} />:{' '}
                </>
              )}
              {gates.length === 0
                ? wanted.join(', ')
                : gates.map(({ target, seen }) => `${target} ${seen}`).join(', ')}
            </p>
            {because === null ? null : <p className="item-detail">{because}</p>}
            {settled === null ? null : (
              <p className="item-detail">
                {settled.by} has seen to it: {settled.because}
              </p>
            )}
            <SettleButton item="verification" of="verification" />
          </div>
        </li>
      </ol>
    </Panel>
  )
}
