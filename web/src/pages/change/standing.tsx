import type { Look } from '../../../../src/read/advice/headline.ts'
import type { ChangeView } from '../../../../src/read/change/change-view.ts'
import { span } from '../../../../src/read/words/time.ts'
import type { Marked } from '../../../../src/read/words/tone.ts'
import { useLocalNow, useNow } from '../../data/clock.ts'
import type { Link } from '../../data/follow.ts'
import { localTime, readable } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { At, FromNow } from '../../parts/time.tsx'
import { useActing } from './commands/acting.ts'
import { ACTIONS, STANDING } from './commands/standing-place.ts'
import { WithoutServer } from './commands/without-server.tsx'
import { RedButton } from './red-button.tsx'

/** For an engineer who was paged: is it safe, what happens next, and where the red button is. It stays in sight. */
export function Standing({ view, link }: { view: ChangeView; link: Link }) {
  const gone = link.link === 'gone'
  return (
    <section
      className={`standing level-${gone ? 'gone' : view.headline.look}`}
      id={STANDING}
      tabIndex={-1}
      aria-label="How it stands"
    >
      {link.link === 'gone' ? <Unknown since={link.since} /> : <Verdict view={view} />}
      <div className="standing-next">
        <h2>Next</h2>
        {gone ? (
          <p>Unknown while the server is away. This page comes back by itself.</p>
        ) : (
          <Next view={view} />
        )}
        <ToActions />
      </div>
      {view.endedAt !== null ? null : (
        <div className="standing-act">{gone ? <WithoutServer view={view} /> : <RedButton />}</div>
      )}
    </section>
  )
}

/** The word, then why where there is a why, then how the users are. */
function Verdict({ view: { headline, safety, asOf } }: { view: ChangeView }) {
  const now = Date.parse(asOf)
  const { word, look, cause } = headline
  const assured = look === 'back' && safety.level === 'safe'
  return (
    <div className="standing-safe">
      <p className="standing-word">
        <LevelSign look={look} />
        {word}
      </p>
      {cause === null ? null : <p className="standing-sentence standing-cause">{readable(cause, now)}</p>}
      <p className={`standing-sentence ${assured ? 'standing-assured' : ''}`}>
        {assured ? <Mark mark={ASSURED} /> : null}
        {readable(safety.sentence, now)}
      </p>
    </div>
  )
}

const ASSURED: Marked = { sign: 'done', tone: 'good', word: 'users are well' }

/** On a phone they are a long way below. */
function ToActions() {
  const { offers } = useActing()
  if (offers.length === 0) return null
  return (
    <a
      href={`#${ACTIONS}`}
      className="to-actions"
      onClick={(event) => {
        event.preventDefault()
        document.getElementById(ACTIONS)?.scrollIntoView()
      }}
    >
      What you can do
    </a>
  )
}

function Next({ view: { next } }: { view: ChangeView }) {
  const now = useNow()
  return (
    <>
      <p className="standing-sentence">
        {readable(next.sentence, now)}
        {next.at === null || next.unless === null ? null : (
          <>
            {' '}
            <strong>
              <FromNow at={next.at} />
            </strong>
            , at <At at={next.at} />,
          </>
        )}
      </p>
      {next.unless === null ? null : <p className="standing-unless">unless {readable(next.unless, now)}</p>}
      {next.at === null || next.unless !== null ? null : (
        <p className="standing-when">
          <FromNow at={next.at} /> <span className="soft">at</span> <At at={next.at} />
        </p>
      )}
    </>
  )
}

function Unknown({ since }: { since: number }) {
  const now = useLocalNow()
  return (
    <div className="standing-safe" role="alert">
      <p className="standing-word">
        <LevelSign look="gone" />
        Server gone
      </p>
      <p className="standing-sentence">
        since {localTime(since, now)} <span aria-hidden="true">({span(now - since)})</span>. What you see is
        from then. Requests of users flow on as they did.
      </p>
    </div>
  )
}

function LevelSign({ look }: { look: Look | 'gone' }) {
  return (
    <svg viewBox="0 0 24 24" width="28" height="28" aria-hidden="true" className="level-sign">
      <path d={SIGNS[look]} />
    </svg>
  )
}

const SIGNS: Readonly<Record<Look | 'gone', string>> = {
  safe: 'M5 12.5l4.5 4.5L19 7',
  unsure: 'M8.5 9a3.5 3.5 0 1 1 5 3.2c-1 .5-1.5 1.1-1.5 2.3M12 18v1',
  danger: 'M12 4v10M12 18v1.5',
  failed: 'M6 6l12 12M18 6L6 18',
  back: 'M9 6L4 11l5 5M4.500 11H15a4.500 4.500 0 0 1 0 9h-3',
  idle: 'M6 12h12',
  gone: 'M4 12h3l2-5 4 10 2-5h1M19 12h1',
}
