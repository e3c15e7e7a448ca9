import type { Instant } from '../../time/instant.ts'
import type { Side } from '../../traffic/desired.ts'
import type { KeptBy } from '../events/event.ts'
import type { RolloutPhase, RolloutProgress, StepProgress } from '../state/change.ts'
import { silenceOfBake, withSilence } from './evolve-bake.ts'
import { askAgain } from './evolve-people.ts'

export function openRollout(step: StepProgress | undefined, stage: number, at: Instant): RolloutProgress {
  const phase: RolloutPhase = { phase: 'moving', since: at, warned: false }
  if (step?.status === 'rolling') return { ...withoutAsked(step.rollout), stage, phase }
  return { guardsFrom: at, guardTripped: false, stage, phase, missing: {}, promoteAll: null, passed: [] }
}

export function evolveRollout(step: StepProgress | undefined, event: KeptBy<'rollout'>): StepProgress {
  if (step?.status === 'adopting' && event.type === 'move-unacknowledged') return { ...step, warned: true }
  if (step?.status === 'baking' && (event.type === 'evidence-missing' || event.type === 'evidence-returned'))
    return silenceOfBake(step, event)
  if (step?.status !== 'rolling') throw new Error(`"${event.type}" needs a rollout under way`)
  return { status: 'rolling', rollout: evolve(step.rollout, event) }
}

/** The swap is ordered: by the rollout itself, or by the step that adopts what rollouts have left. */
export function openAdoption(
  step: StepProgress | undefined,
  { at, was }: { readonly at: Instant; readonly was: Readonly<Record<string, Side>> },
): StepProgress {
  if (step?.status !== 'rolling') return { status: 'adopting', since: at, warned: false, was }
  const phase: RolloutPhase = { phase: 'adopting', since: at, warned: false, was }
  return { status: 'rolling', rollout: { ...step.rollout, phase } }
}

/** While the change is paused, or rolls back, the hold's clock stands; its guards watch on. */
export function pauseRollout(rollout: RolloutProgress, at: Instant): RolloutProgress {
  return { ...rollout, phase: stopClock(rollout.phase, at) }
}

/** A guard that had paused the change watches from here, so that what made it trip does not count again. */
export function resumeRollout(rollout: RolloutProgress, at: Instant): RolloutProgress {
  const { asked } = rollout
  return {
    ...watchAgain(rollout, at),
    ...(asked === undefined ? {} : { asked: { ...asked, items: askAgain(asked.items, at) } }),
    phase: startClock(rollout.phase, at),
  }
}

export function watchAgain(rollout: RolloutProgress, at: Instant): RolloutProgress {
  return {
    ...rollout,
    guardTripped: false,
    guardsFrom: rollout.guardTripped ? at : rollout.guardsFrom,
  }
}

function evolve(rollout: RolloutProgress, event: KeptBy<'rollout'>): RolloutProgress {
  const { at } = event
  switch (event.type) {
    case 'hold-started':
      return { ...rollout, phase: { phase: 'holding', from: at, heldMs: 0, resumedAt: at, prolonged: false } }
    case 'hold-restarted':
      return { ...rollout, phase: { phase: 'moving', since: at, warned: false } }
    case 'hold-prolonged':
      return rollout.phase.phase === 'holding'
        ? { ...rollout, phase: { ...rollout.phase, prolonged: true } }
        : rollout
    case 'move-unacknowledged':
      return rollout.phase.phase === 'holding'
        ? rollout
        : { ...rollout, phase: { ...rollout.phase, warned: true } }
    case 'evidence-missing':
    case 'evidence-returned':
      return { ...rollout, missing: withSilence(rollout.missing, event) }
    case 'promoted':
      return event.all ? { ...rollout, promoteAll: { by: event.by, override: event.override } } : rollout
    case 'stage-passed': {
      const from = rollout.phase.phase === 'holding' ? rollout.phase.from : at
      const { asked } = rollout
      const hurriedBy = asked?.hurried?.by ?? (event.by.kind === 'person' ? event.by : null)
      const promotedBy = rollout.promoteAll?.by ?? hurriedBy
      const items = asked === undefined ? {} : { items: asked.items }
      const passed = { stage: event.stage, from, to: at, gates: event.gates, promotedBy, ...items }
      return { ...withoutAsked(rollout), passed: [...rollout.passed, passed] }
    }
    case 'guard-tripped':
      return { ...rollout, guardTripped: true }
  }
}

/** The checklist of a stage stays with the stage once that is passed. */
function withoutAsked({ asked: _, ...rollout }: RolloutProgress): RolloutProgress {
  return rollout
}

function stopClock(phase: RolloutPhase, at: Instant): RolloutPhase {
  if (phase.phase !== 'holding' || phase.resumedAt === null) return phase
  return { ...phase, heldMs: phase.heldMs + (at - phase.resumedAt), resumedAt: null }
}

function startClock(phase: RolloutPhase, at: Instant): RolloutPhase {
  return phase.phase === 'holding' && phase.resumedAt === null ? { ...phase, resumedAt: at } : phase
}
