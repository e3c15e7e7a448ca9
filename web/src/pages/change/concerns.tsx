import type { Concern } from '../../../../src/read/concern.ts'
import { useNow } from '../../data/clock.ts'
import { readable } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { At } from '../../parts/time.tsx'
import type { Marked } from '../../parts/tone.ts'

const CALM: ReadonlySet<Concern['concern']> = new Set(['person', 'waiting'])
const LOUD: Marked = { sign: 'failed', tone: 'bad', word: 'concern' }
const QUIET: Marked = { sign: 'person', tone: 'wait', word: 'to do' }

/** What stands in the way, and what to do about it. */
export function Concerns({ concerns }: { concerns: readonly Concern[] }) {
  const now = useNow()
  if (concerns.length === 0) return null
  return (
    <section aria-label="What needs somebody">
      <ul className="concerns">
        {concerns.map(({ concern, sentence, since, remedy }) => (
          <li key={`${concern} ${sentence}`} className={CALM.has(concern) ? 'calm' : 'loud'}>
            <Mark mark={CALM.has(concern) ? QUIET : LOUD} />
            <div>
              <p className="concern-sentence">
                {readable(sentence, now)}
                {since === null ? null : (
                  <span className="soft">
                    {' '}
                    since <At at={since} />
                  </span>
                )}
              </p>
              {remedy === '' ? null : <p className="concern-remedy">{remedy}</p>}
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}
