import type { ChecklistItem } from '../../../../src/read/progress/checklist-view.ts'
import { CHECKS, evidenceWords } from '../../../../src/read/words/marks.ts'
import { Mark, placeOf } from '../../parts/mark.tsx'
import { Outputs } from '../../parts/outputs.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Sentence } from '../../parts/sentence.tsx'
import { SettleButton } from './commands/command-button.tsx'

export function Checklist({ items }: { items: readonly ChecklistItem[] }) {
  if (items.length === 0) return null
  const passed = items.filter(({ status }) => status === 'passed').length
  return (
    <Panel title="Checklist" aside={`${passed} of ${items.length} passed`}>
      <ul className="items">
        {items.map((item) => (
          <li key={item.id} className={`item ${placeOf(CHECKS[item.status])}`}>
            <Mark mark={CHECKS[item.status]} />
            <div className="item-body">
              <p className="item-title">{item.title}</p>
              {item.evidence === null ? null : (
                <p className="item-detail">
                  <Sentence text={evidenceWords(item) ?? ''} />
                </p>
              )}
              <SettleButton item={item.id} of="check" />
              <Outputs outputs={item.outputs} />
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
