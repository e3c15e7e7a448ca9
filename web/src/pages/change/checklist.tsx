import type { ChecklistItem } from '../../../../src/read/checklist-view.ts'
import { useNow } from '../../data/clock.ts'
import { readable } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { CHECKS, placeOf } from '../../parts/tone.ts'
import { Outputs } from './steps.tsx'

export function Checklist({ items }: { items: readonly ChecklistItem[] }) {
  const now = useNow()
  if (items.length === 0) return null
  const passed = items.filter(({ status }) => status === 'passed').length
  return (
    <Panel title="Checklist" aside={`${passed} of ${items.length} passed`}>
      <ul className="items">
        {items.map(({ id, title, status, evidence, outputs }) => (
          <li key={id} className={`item ${placeOf(CHECKS[status])}`}>
            <Mark mark={CHECKS[status]} />
            <div className="item-body">
              <p className="item-title">{title}</p>
              {evidence === null ? null : (
                <p className="item-detail">
                  {status === 'left-to-person' ? 'left to ' : ''}
                  {readable(evidence, now)}
                </p>
              )}
              <Outputs outputs={outputs} />
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
