import type { DrillView } from '../../../../src/read/drills/drill-view.ts'
import { drillWords } from '../../../../src/read/words/drill.ts'
import type { Marked } from '../../../../src/read/words/tone.ts'
import { percent } from '../../parts/format.ts'
import { Mark, placeOf } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'

const MARKS: Readonly<Record<DrillView['outcome'], Marked>> = {
  'under-way': { sign: 'going', tone: 'plain', word: 'under way' },
  proven: { sign: 'done', tone: 'good', word: 'proven' },
  'not-proven': { sign: 'failed', tone: 'bad', word: 'not proven' },
}

/** That the change is a drill, and what it came to. */
export function Drill({ drill }: { drill: DrillView }) {
  const mark = MARKS[drill.outcome]
  return (
    <Panel title="Drill of the rollback" className="verification">
      <ol className="items">
        <li className={`item ${placeOf(mark)}`}>
          <Mark mark={mark} />
          <div className="item-body">
            <p className="item-title">{drillWords(drill).words}</p>
            <p className="item-detail">
              It releases nothing: it gives the canary {percent(drill.at)} of the traffic and goes back by the
              rollback of {drill.plan}.
            </p>
            {drill.outcome === 'under-way' ? null : (
              <p className="item-detail">
                What each part took: <code>cutwater drills --of {drill.change}</code>
              </p>
            )}
          </div>
        </li>
      </ol>
    </Panel>
  )
}
