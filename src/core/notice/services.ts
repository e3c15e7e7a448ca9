import type { ChangeEvent } from '../change/events/event.ts'
import { hasAdopted } from '../change/rollback/adopted.ts'
import type { Change } from '../change/state/change.ts'

/** One service of which a change has made another version the stable one, or has given that up. */
export type Service = {
  readonly is: 'deployed' | 'rolled-back'
  readonly target: string
  /** What the change releases; empty when it releases nothing by name. */
  readonly version: string
}

/** The names that people and machines consume. */
export const SERVICE_EVENT = {
  deployed: 'deploy:complete',
  'rolled-back': 'deploy:rolledback',
} as const satisfies Record<Service['is'], string>

/**
 * The services that an event of a change is about: what it adopts, and, once every request goes to stable again, what
 * it had begun to roll out and not adopted.
 */
export function servicesIn(event: ChangeEvent, change: Change): readonly Service[] {
  const { version, reverts } = change.runbook
  // A revert may send its targets back to different versions.
  const versionOf = (service: string) =>
    reverts?.targets.find(({ target }) => target === service)?.version ?? version
  if (event.type === 'adopted')
    return event.targets.map((target) => ({ is: 'deployed', target, version: versionOf(target) }))
  if (event.type !== 'traffic-closed') return []
  const back = begunRollouts(change).filter((target) => event.targets.includes(target))
  return back.map((target) => ({ is: 'rolled-back', target, version: versionOf(target) }))
}

function begunRollouts(change: Change): readonly string[] {
  if (change.status !== 'rolling-back') return []
  const { begun } = change.run
  const targets = change.runbook.steps.flatMap((step) => {
    if (step.kind !== 'rollout' || !begun.includes(step.id)) return []
    return hasAdopted(step, change.run, change.runbook) ? [] : step.targets
  })
  return [...new Set(targets)]
}
