import type { Change } from '../../core/change/state/change.ts'
import { percent as shown } from '../../core/traffic/percent.ts'
import type { RolloutView } from '../progress/rollout-view.ts'
import { type Concern, WHOLE } from './concern.ts'
import { list } from './list.ts'

/** A flag that was given up: what reads it is told another share than the canary has. */
export function weightFlagConcerns(
  { runbook: { environment }, status }: Change,
  rollouts: readonly RolloutView[],
): readonly Concern[] {
  if (status === 'succeeded') return []
  return rollouts.flatMap(({ weightFlag, traffic }): readonly Concern[] => {
    if (weightFlag?.status !== 'failed' || weightFlag.percent === null) return []
    const { flag, percent, reason } = weightFlag
    return [
      {
        concern: 'failed',
        sentence: `The flag ${flag} does not follow the weight: it could not be set to ${shown(percent * 100)} (${reason})`,
        since: null,
        remedy: `What reads it believes in another share than there is. Set it by hand on ${list(traffic.map(({ target }) => target))}`,
        lines: traffic
          .slice(0, 1)
          .map(
            ({ target }) => `cutwater flags set ${environment}/${target} ${flag} ${percent} --because "..."`,
          ),
        ...WHOLE,
      },
    ]
  })
}
