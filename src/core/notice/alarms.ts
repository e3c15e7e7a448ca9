import type { EventType } from '../change/events/event.ts'
import { announcedBy } from '../change/events/event-name.ts'
import { backStepsLeft } from '../change/rollback/back-steps.ts'
import type {
  Change,
  Failed,
  Hold,
  Rollback,
  RolledBack,
  Run,
  StageAsked,
  StepProgress,
} from '../change/state/change.ts'

/**
 * What a person was woken for and what still stands, by the names of the events that said so. Each is an incident for
 * those who are told; when it no longer stands, that is told to them as well.
 */
export function alarmsOf(change: Change): ReadonlySet<string> {
  return new Set(standing(change).map((type) => announcedBy({ type })))
}

function standing(change: Change): readonly EventType[] {
  switch (change.status) {
    case 'requested':
    case 'scheduled':
      return byEngine(change.blocked) ? ['opening-blocked'] : []
    case 'preparing':
      return [...ofRun(change.run), ...(byEngine(change.blocked) ? (['opening-blocked'] as const) : [])]
    case 'running':
      return [...ofWindow(change.run), ...ofRun(change.run)]
    case 'paused':
      return [
        ...ofWindow(change.run),
        ...ofRun(change.run),
        ...(byEngine(change.hold) ? (['paused'] as const) : []),
      ]
    case 'rolling-back':
      return [...ofWindow(change.run), ...ofRollback(change.back), ...ofWeightFlags(change.run.weightFlags)]
    case 'failed':
      return [
        ...ofRollback(change.back),
        'failed',
        ...ofWeightFlags(change.run.weightFlags),
        ...ofVerification(change),
      ]
    case 'rolled-back':
      return [
        ...(backStepsLeft(change.back).length === 0 ? [] : [...ofSteps(change.back), 'rolled-back' as const]),
        ...ofWeightFlags(change.run.weightFlags),
        ...ofVerification(change),
      ]
    case 'draft':
    case 'succeeded':
    case 'cancelled':
    case 'expired':
    case 'missed':
      return []
  }
}

const byEngine = (hold: Hold | null): boolean => hold?.by.kind === 'engine'

const ofWindow = ({ overrunAt }: Run): readonly EventType[] => (overrunAt === null ? [] : ['window-overrun'])

function ofRun({
  steps,
  announced,
  phases = {},
  considerations = [],
  guards,
  promotion,
  weightFlags,
}: Run): readonly EventType[] {
  const isLate = Object.values(phases).some((phase) => phase.phase === 'running' && phase.late === 'paged')
  const isSilent = Object.keys(guards?.missing ?? {}).length > 0
  return [
    ...(isSilent ? (['evidence-missing'] as const) : []),
    ...Object.values(steps).flatMap((step) => ofStep(step, announced)),
    ...(isLate ? (['phase-late'] as const) : []),
    ...(isAsked(promotion) ? (['decision-asked'] as const) : []),
    ...ofWeightFlags(weightFlags),
    ...(considerations.some(({ answer }) => answer === null) ? (['consideration-raised'] as const) : []),
  ]
}

const isAsked = (promotion: Run['promotion']): boolean =>
  promotion !== undefined && promotion.askedAt !== null && promotion.word === null

/** A flag that does not show the weight: its readers are misled, also when the change is over. */
function ofWeightFlags(flags: Run['weightFlags']): readonly EventType[] {
  return Object.values(flags ?? {}).some(({ status }) => status === 'failed') ? ['weight-flag-failed'] : []
}

function ofStep(step: StepProgress, announced: readonly string[]): readonly EventType[] {
  if (step.status === 'in-doubt') return ['step-unknown']
  if (step.status === 'baking') {
    const isSilent = Object.keys(step.missing).length > 0
    return [
      ...(isSilent ? (['evidence-missing'] as const) : []),
      ...(step.prolonged ? (['bake-prolonged'] as const) : []),
      ...(step.asked === undefined ? [] : ofChecklist(step.asked)),
    ]
  }
  if (step.status === 'adopting') return step.warned ? ['move-unacknowledged'] : []
  if (step.status === 'switching') return step.warned ? ['mode-unacknowledged'] : []
  if (step.status === 'deciding') return ['decision-asked']
  if (step.status === 'ticking') return ofChecklist(step)
  if (step.status !== 'rolling') return []
  const { phase, missing } = step.rollout
  const isLate = phase.phase !== 'holding' && phase.warned
  const isProlonged = phase.phase === 'holding' && phase.prolonged
  const strayed = announced.includes(announcedBy({ type: 'hold-restarted' }))
  return [
    ...(Object.keys(missing).length > 0 ? (['evidence-missing'] as const) : []),
    ...(isLate ? (['move-unacknowledged'] as const) : []),
    ...(isProlonged ? (['hold-prolonged'] as const) : []),
    ...(strayed ? (['hold-restarted'] as const) : []),
    ...(step.rollout.asked === undefined ? [] : ofChecklist(step.rollout.asked)),
  ]
}

function ofChecklist({ items, late = false }: Pick<StageAsked, 'items' | 'late'>): readonly EventType[] {
  const people = Object.values(items).some(({ status }) => status === 'open' || status === 'not-ready')
  return [...(people ? (['checklist-opened'] as const) : []), ...(late ? (['checklist-late'] as const) : [])]
}

function ofRollback(back: Rollback): readonly EventType[] {
  const { traffic, undo, by, cause, late = [] } = back
  const isSlow = Object.values(undo).some((one) => one.status === 'running' && one.warned === true)
  const isLeft = Object.values(undo).some(({ status }) => status === 'failed')
  const failed = isLeft ? (['undo-failed'] as const) : []
  // Who cancels what is being prepared knows that; a rollback concerns everybody.
  if (traffic.traffic === 'untouched')
    return [...(by.kind === 'engine' ? (['preparation-undoing'] as const) : []), ...failed]
  const isOpen = traffic.traffic === 'closing' && traffic.warned
  return [
    // Its people wait for that of a drill.
    ...(cause.cause === 'drill' ? [] : (['rollback-started'] as const)),
    ...(isOpen ? (['close-unacknowledged'] as const) : []),
    ...failed,
    ...(isSlow ? (['mode-undo-unacknowledged'] as const) : []),
    ...(late.length > 0 ? (['rollback-late'] as const) : []),
    ...ofSteps(back),
  ]
}

function ofVerification({ beside }: RolledBack | Failed): readonly EventType[] {
  const record = beside?.verification
  if (record === undefined || record.status === 'watching' || record.status === 'passed') return []
  if (record.settled !== null) return []
  const found = record.status === 'failed' ? 'verification-failed' : 'verification-inconclusive'
  return record.remindedAt === null ? [found] : [found, 'verification-unanswered']
}

function ofSteps({ steps = {} }: Rollback): readonly EventType[] {
  return Object.values(steps).some(({ status }) => status === 'failed') ? ['back-step-failed'] : []
}
