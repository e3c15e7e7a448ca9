import type { ValidationView } from '../../../../src/read/progress/validations-view.ts'
import { VALIDATION } from '../../../../src/read/words/marks.ts'
import { Mark, placeOf } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { At } from '../../parts/time.tsx'

/** What people have seen of suites for this change, the newest first. */
export function Validations({ validations }: { validations: readonly ValidationView[] }) {
  if (validations.length === 0) return null
  return (
    <Panel title="Looked at for this change">
      <ol className="items">
        {validations.map(({ at, by, outcome, canary, suites }) => (
          <li key={at + by} className={`item ${placeOf(VALIDATION[outcome])}`}>
            <Mark mark={VALIDATION[outcome]} />
            <div className="item-body">
              {suites.map(({ name, title, says }) => (
                <p key={name} className="item-title">
                  {title}: {says}
                </p>
              ))}
              <p className="item-detail">
                {by}, <At at={at} />
                {canary.length > 0 && `, with the new version of ${canary.join(' and ')}`}
              </p>
            </div>
          </li>
        ))}
      </ol>
    </Panel>
  )
}
