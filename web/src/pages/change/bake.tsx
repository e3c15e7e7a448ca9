import { formatDuration } from '../../../../src/core/time/duration.ts'
import type { BakeView } from '../../../../src/read/progress/bakes-view.ts'
import { Panel } from '../../parts/panel.tsx'
import { RuleTable } from './rules.tsx'
import { Clock } from './stage-track.tsx'

/** A step that watches without moving traffic: how far it is, and what has to hold at its end. */
export function Bake({ bake }: { bake: BakeView }) {
  const { title, phase, hold, forMs, prolonged, rules } = bake
  if (phase === 'to-come') return null
  return (
    <>
      <Panel title={title} aside={prolonged ? 'its time is up' : undefined}>
        <ol className="stages" aria-label={title}>
          <Clock
            hold={hold}
            state={phase === 'baking' ? 'holding' : phase}
            name={formatDuration(forMs)}
            words={phase === 'done' ? 'passed' : 'went back from here'}
          />
        </ol>
      </Panel>
      <RuleTable title={`Gates of ${title}`} rules={rules} over={phase !== 'baking'} />
    </>
  )
}
