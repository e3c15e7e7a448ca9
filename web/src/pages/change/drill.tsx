import type { DrillView } from '../../../../src/read/drills/drill-view.ts'
import { drillWords } from '../../../../src/read/words/drill.ts'
import { VERIFICATION } from '../../../../src/read/words/marks.ts'
import { percent } from '../../parts/format.ts'
import { Mark, placeOf } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'

const MARKED = { 'under-way': 'watching', proven: 'passed', 'not-proven': 'failed' } as const

/** That the change is a drill, and what it came to. */
export function Drill({ drill }: { drill: DrillView }) {
  const mark = VERIFICATION[MARKED[drill.outcome]]
  return (
    <Panel title="Drill of the rollback" className="verification">
      <ol className="items">
        <li className={`item ${placeOf(mark)}`}>
          <Mark mark={mark} />
          <div className="item-body">
            <p className="item-title">{drillWords(drill).words}</p>
            <p className="item-detail">
              It releases nothing:{' '}
              {drill.at === null ? 'no traffic moves' : `the canary gets ${percent(drill.at)}`}, and the
              rollback of {drill.plan} is run. What each part took:{' '}
              <code>cutwater drills --of {drill.change}</code>
            </p>
          </div>
        </li>
      </ol>
    </Panel>
  )
}
