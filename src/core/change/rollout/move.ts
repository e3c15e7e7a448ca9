import type { RolloutStep } from '../../runbook/runbook.ts'
import type { Instant, Millis } from '../../time/instant.ts'
import { type Side, weightOf } from '../../traffic/desired.ts'
import type { EventBody } from '../events/event.ts'
import type { Observations } from '../outside/observations.ts'
import { type Rolling, stageOf } from './rolling.ts'

/** How long a proxy may take to say that it has what is wanted before somebody is told. Trying never ends. */
export const ACKNOWLEDGED_WITHIN_MS: Millis = 15_000

/** The hold begins when every proxy of every target has acknowledged the weight; a pause waits with that too. */
export function moved(
  rolling: Rolling,
  phase: { readonly since: Instant; readonly warned: boolean },
): readonly EventBody[] {
  const { step, progress, seen, paused } = rolling
  const { weight } = stageOf(step, progress.stage)
  const late = step.targets.filter((target) => !isAt(seen, target, weight))
  if (late.length > 0) return unacknowledged(rolling, phase, late)
  return paused ? [] : [{ type: 'hold-started', step: step.id, stage: progress.stage }]
}

/** A rollout, or the step that adopts what rollouts have left. */
type Swapping = Pick<Rolling, 'now' | 'seen'> & { readonly step: Pick<RolloutStep, 'id' | 'targets'> }

/** Which side serves everybody before the swap, by target. */
export function sidesBefore(
  targets: readonly string[],
  { traffic }: Pick<Observations, 'traffic'>,
): Readonly<Record<string, Side>> {
  return Object.fromEntries(targets.map((target) => [target, traffic[target]?.desired.stable ?? 'blue']))
}

/** The canary is stable when every proxy of every target has swapped its sides. */
export function adopted(
  swapping: Swapping,
  phase: {
    readonly since: Instant
    readonly warned: boolean
    readonly was: Readonly<Record<string, string>>
  },
): readonly EventBody[] {
  const { step, seen } = swapping
  const late = step.targets.filter((target) => {
    const traffic = seen.traffic[target]
    return traffic?.settled !== true || traffic.desired.stable === phase.was[target]
  })
  if (late.length > 0) return unacknowledged(swapping, phase, late)
  const evidence = `the canary is stable now on ${step.targets.join(', ')}`
  return [
    { type: 'adopted', step: step.id, targets: step.targets },
    { type: 'step-done', step: step.id, outputs: {}, evidence },
  ]
}

/** The proxies have it, and it is still what is wanted. */
export function isAt(seen: Observations, target: string, weight: number): boolean {
  const traffic = seen.traffic[target]
  return (
    traffic?.settled === true &&
    traffic.desired.split.mode === 'open' &&
    weightOf(traffic.desired.split) === weight
  )
}

function unacknowledged(
  { step, now }: Swapping,
  { since, warned }: { readonly since: Instant; readonly warned: boolean },
  targets: readonly string[],
): readonly EventBody[] {
  if (warned || now - since < ACKNOWLEDGED_WITHIN_MS) return []
  return [{ type: 'move-unacknowledged', step: step.id, targets }]
}
