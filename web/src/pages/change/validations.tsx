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
        {validations.map((one) => (
          <Validation key={`${one.at} ${one.by}`} one={one} />
        ))}
      </ol>
    </Panel>
  )
}

function Validation({ one: { at, by, outcome, canary, suites, report } }: { one: ValidationView }) {
  const mark = VALIDATION[outcome]
  return (
    <li className={`item ${placeOf(mark)}`}>
      <Mark mark={mark} />
      <div className="item-body">
        <p className="item-title">{suites.map(({ title }) => title).join(', ')}</p>
        <p className="item-detail">
          {by}, <At at={at} />
          {canary.length === 0 ? null : `, with the new version of ${canary.join(' and ')}`}
        </p>
        {suites.map(({ name, title, says }) => (
          <p key={name} className="item-detail">
            {title}: {says}
          </p>
        ))}
        {report === null ? null : <p className="item-detail">The page: SHA-256 {report}</p>}
      </div>
    </li>
  )
}
