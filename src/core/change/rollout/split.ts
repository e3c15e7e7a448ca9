import type { RolloutStep } from '../../runbook/runbook.ts'
import type { Instant } from '../../time/instant.ts'
import type { BasisPoints } from '../../traffic/desired.ts'
import type { MovingEvent } from '../events/event.ts'

/**
 * From `at` on, until the next point. `observed`: every proxy has it; null while they are being told. `adopted`: what
 * was the canary is stable, and everybody has it.
 */
export type SplitMoment = {
  readonly at: Instant
  readonly desired: BasisPoints
  readonly observed: BasisPoints | null
  readonly adopted: boolean
}

/** Only an acknowledgement by all proxies is journaled, so between order and acknowledgement it is unknown. */
export function splitOf(
  target: string,
  rollouts: readonly Pick<RolloutStep, 'id' | 'targets'>[],
  moves: readonly MovingEvent[],
  from: Instant,
): readonly SplitMoment[] {
  const points: SplitMoment[] = [{ at: from, desired: 0, observed: 0, adopted: false }]
  for (const move of moves) {
    const last = points.at(-1)
    const next = last === undefined ? null : after(last, target, rollouts, move)
    if (next !== null) points.push({ ...next, at: move.at })
  }
  return points
}

type Weights = Omit<SplitMoment, 'at'>

function after(
  { desired, observed, adopted }: Weights,
  target: string,
  rollouts: readonly Pick<RolloutStep, 'id' | 'targets'>[],
  event: MovingEvent,
): Weights | null {
  switch (event.type) {
    case 'stage-entered':
    case 'descended':
      if (!event.targets.includes(target)) return null
      return { desired: event.weight, observed: event.weight === observed ? observed : null, adopted: false }
    case 'hold-started':
      return rollouts.some(({ id, targets }) => id === event.step && targets.includes(target))
        ? { desired, observed: desired, adopted }
        : null
    case 'hold-restarted':
      return event.target === target ? { desired, observed: event.observed, adopted } : null
    case 'adopted':
      return event.targets.includes(target) ? { desired: 0, observed: 0, adopted: true } : null
    // Who has it as stable keeps it: from an adoption nothing leads back but another change.
    case 'traffic-closed':
      return event.targets.includes(target) ? { desired: 0, observed: 0, adopted } : null
    case 'traffic-closing':
      return event.targets.includes(target)
        ? { desired: 0, observed: observed === 0 ? 0 : null, adopted }
        : null
    // It is ordered; `adopted` says that it is so.
    case 'adopting':
      return null
  }
}
