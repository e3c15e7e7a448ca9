import { formatDuration } from '../../../../src/core/time/duration.ts'
import type { HoldView, RolloutView, StageView } from '../../../../src/read/progress/rollout-view.ts'
import { STAGES } from '../../../../src/read/words/marks.ts'
import { span } from '../../../../src/read/words/time.ts'
import { useNow } from '../../data/clock.ts'
import { percent } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { At } from '../../parts/time.tsx'

/** The stages from left to right; the one that holds shows how far it is. */
export function StageTrack({ rollout, version }: { rollout: RolloutView; version: string }) {
  const { stages, hold, adopt, phase } = rollout
  return (
    <ol className="stages" aria-label="Stages">
      {stages.map((stage, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: stages have no name but their place
        <Stage key={i} stage={stage} hold={stage.state === 'holding' ? hold : null} />
      ))}
      {adopt ? (
        <li
          className={`stage stage-${phase === 'done' ? 'done' : phase === 'adopting' ? 'moving' : 'to-come'}`}
        >
          <p className="stage-name">
            <Mark mark={STAGES[phase === 'done' ? 'done' : phase === 'adopting' ? 'moving' : 'to-come']} />
            stable
          </p>
          <p className="stage-words">
            {phase === 'done'
              ? `${version === '' ? 'the new version' : version} for everyone`
              : phase === 'adopting'
                ? 'swapping sides'
                : rollout.adoptLater
                  ? 'by a later step'
                  : 'at the end'}
          </p>
        </li>
      ) : null}
    </ol>
  )
}

function Stage({ stage, hold }: { stage: StageView; hold: HoldView | null }) {
  const { state, weight } = stage
  const current = state === 'holding' || state === 'moving'
  return (
    <li className={`stage stage-${state}`} aria-current={current ? 'step' : undefined}>
      {hold === null ? null : <HoldBar hold={hold} />}
      <p className="stage-name">
        <Mark mark={STAGES[state]} />
        {percent(weight)}
      </p>
      <p className="stage-words">
        <StageWords stage={stage} hold={hold} />
      </p>
    </li>
  )
}

/** A span that is watched: the same bar and words as the hold of a stage. */
export function Clock(given: {
  hold: HoldView | null
  state: StageView['state']
  name: string
  words: string
}) {
  const { hold, state, name, words } = given
  return (
    <li className={`stage stage-${state}`} aria-current={state === 'holding' ? 'step' : undefined}>
      {hold === null ? null : <HoldBar hold={hold} />}
      <p className="stage-name">
        <Mark mark={STAGES[state]} />
        {name}
      </p>
      <p className="stage-words">{hold === null ? words : <HoldWords hold={hold} />}</p>
    </li>
  )
}

function HoldWords({ hold }: { hold: HoldView }) {
  const now = useNow()
  return `${span(heldNow(hold, now))} of ${span(hold.holdMs)}${hold.endsAt === null ? ', clock stopped' : ''}${hold.unseenMs === 0 ? '' : `; ${span(hold.unseenMs)} not seen, held again`}`
}

function StageWords({ stage, hold }: { stage: StageView; hold: HoldView | null }) {
  switch (stage.state) {
    case 'done':
      return stage.passedAt === null ? (
        'passed'
      ) : (
        <>
          passed <At at={stage.passedAt} />
          {stage.promotedBy === null ? null : `, promoted by ${stage.promotedBy}`}
        </>
      )
    case 'moving':
      return 'until every proxy has it'
    case 'holding':
      return hold === null ? 'holding' : <HoldWords hold={hold} />
    case 'left':
      return 'went back from here'
    case 'to-come':
      return `hold ${formatDuration(stage.holdMs)}`
  }
}

/** The clock of a hold runs on between two looks at the server. */
function heldNow({ heldMs, holdMs, endsAt }: HoldView, now: number): number {
  return endsAt === null ? heldMs : Math.min(holdMs, Math.max(0, holdMs - (Date.parse(endsAt) - now)))
}

function HoldBar({ hold }: { hold: HoldView }) {
  const now = useNow()
  const share = hold.holdMs === 0 ? 1 : heldNow(hold, now) / hold.holdMs
  return (
    <span className="hold-bar" aria-hidden="true" style={{ width: `${Math.round(share * 1000) / 10}%` }} />
  )
}
