import type { ChangeView } from '../../../../src/read/change/change-view.ts'
import type { PhaseView } from '../../../../src/read/progress/phases-view.ts'
import { changeClock, markOfPhase, phaseWords, tWords } from '../../../../src/read/words/phases.ts'
import { useNow } from '../../data/clock.ts'
import { Mark, placeOf } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { At } from '../../parts/time.tsx'

/** Where the change is by its own clock: what is under way, what is due, and what is late. */
export function Phases({ view }: { view: ChangeView }) {
  const { phases, endedAt } = view
  if (phases === null) return null
  const open = endedAt === null
  return (
    <Panel title="Phases" aside={open ? <Clock phases={phases} /> : undefined} className="phases">
      <ol className="phase-strip">
        {phases.list.map((phase) => (
          <Phase key={phase.id} phase={phase} open={open} />
        ))}
      </ol>
    </Panel>
  )
}

function Clock({ phases }: { phases: NonNullable<ChangeView['phases']> }) {
  const now = useNow()
  return (
    <p className="phase-clock">
      <strong className="number">{changeClock(phases, now)}</strong>
      {phases.t === null ? null : (
        <span className="soft">
          {' '}
          {tWords(phases, now)} <At at={phases.t} />
        </span>
      )}
    </p>
  )
}

function Phase({ phase, open }: { phase: PhaseView; open: boolean }) {
  const now = useNow()
  const mark = markOfPhase(phase, now, open)
  const words = phaseWords(phase, now, open)
  return (
    <li className={`phase ${placeOf(mark)} ${mark.tone === 'bad' ? 'phase-late' : ''}`}>
      <Mark mark={mark} />
      <div className="item-body">
        <p className="item-title">{phase.id}</p>
        <p className="item-detail">
          {phase.starts}
          {phase.lead === null ? null : ` · ${phase.lead.person ?? phase.lead.title}`}
        </p>
        {words === '' && mark.word !== 'due' ? null : (
          <p className={`item-detail ${mark.tone === 'bad' ? 'tone-bad' : ''}`}>
            {mark.word === 'late' || mark.word === 'due' ? <strong>{mark.word}</strong> : null} {words}
          </p>
        )}
      </div>
    </li>
  )
}
