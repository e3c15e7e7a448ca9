import type { Safety } from '../../../../src/read/advice/safety.ts'
import type { ChangeView } from '../../../../src/read/change/change-view.ts'
import { span } from '../../../../src/read/words/time.ts'
import { useLocalNow, useNow } from '../../data/clock.ts'
import type { Link } from '../../data/follow.ts'
import { localTime, readable } from '../../parts/format.ts'
import { At, FromNow } from '../../parts/time.tsx'
import { useActing } from './commands/acting.ts'
import { ACTIONS, STANDING } from './commands/standing-place.ts'
import { WithoutServer } from './commands/without-server.tsx'
import { RedButton } from './red-button.tsx'

const WORDS: Readonly<Record<Safety['level'], string>> = {
  safe: 'Safe',
  unsure: 'Not sure',
  danger: 'In danger',
}

/** For an engineer who was paged: is it safe, what happens next, and where the red button is. It stays in sight. */
export function Standing({ view, link }: { view: ChangeView; link: Link }) {
  const gone = link.link === 'gone'
  return (
    <section
      className={`standing level-${gone ? 'gone' : view.safety.level}`}
      id={STANDING}
      tabIndex={-1}
      aria-label="How it stands"
    >
      {link.link === 'gone' ? (
        <Unknown since={link.since} />
      ) : (
        <div className="standing-safe">
          <p className="standing-word">
            <LevelSign level={view.safety.level} />
            {WORDS[view.safety.level]}
          </p>
          <p className="standing-sentence">{readable(view.safety.sentence, Date.parse(view.asOf))}</p>
        </div>
      )}
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
      <p className="standing-sentence">{readable(next.sentence, now)}</p>
      {next.at === null ? null : (
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
        <LevelSign level="gone" />
        Server gone
      </p>
      <p className="standing-sentence">
        since {localTime(since, now)} <span aria-hidden="true">({span(now - since)})</span>. What you see is
        from then. Requests of users flow on as they did.
      </p>
    </div>
  )
}

function LevelSign({ level }: { level: Safety['level'] | 'gone' }) {
  return (
    <svg viewBox="0 0 24 24" width="28" height="28" aria-hidden="true" className="level-sign">
      {level === 'safe' ? (
        <path d="M5 12.5l4.5 4.5L19 7" />
      ) : level === 'unsure' ? (
        <path d="M8.5 9a3.5 3.5 0 1 1 5 3.2c-1 .5-1.5 1.1-1.5 2.3M12 18v1" />
      ) : level === 'danger' ? (
        <path d="M12 4v10M12 18v1.5" />
      ) : (
        <path d="M4 12h3l2-5 4 10 2-5h1M19 12h1" />
      )}
    </svg>
  )
}
