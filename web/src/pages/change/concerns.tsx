import type { Concern } from '../../../../src/read/advice/concern.ts'
import { isCalm } from '../../../../src/read/words/marks.ts'
import type { Marked } from '../../../../src/read/words/tone.ts'
import { Mark } from '../../parts/mark.tsx'
import { Sentence } from '../../parts/sentence.tsx'
import { At } from '../../parts/time.tsx'
import { Remedy } from './remedy.tsx'

const LOUD: Marked = { sign: 'failed', tone: 'bad', word: 'concern' }
const QUIET: Marked = { sign: 'person', tone: 'wait', word: 'to do' }

/** What stands in the way, and what to do about it. */
export function Concerns({ concerns }: { concerns: readonly Concern[] }) {
  if (concerns.length === 0) return null
  return (
    <section aria-label="What needs a person">
      <ul className="concerns">
        {concerns.map((one) => (
          <li key={`${one.concern} ${one.sentence}`} className={isCalm(one) ? 'calm' : 'loud'}>
            <Mark mark={isCalm(one) ? QUIET : LOUD} />
            <div className="concern-body">
              <p className="concern-sentence">
                <Sentence text={one.sentence} />
                {one.since === null ? null : (
                  <span className="concern-since">
                    {' '}
                    since <At at={one.since} />
                  </span>
                )}
              </p>
              <Remedy concern={one} />
              {one.detail === null ? null : (
                <details className="exactly">
                  <summary>In its own words</summary>
                  <code>{one.detail}</code>
                </details>
              )}
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}
