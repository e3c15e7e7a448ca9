import type { Instant } from '../../time/instant.ts'
import type { EventBody } from '../events/event.ts'
import type { Observations } from '../outside/observations.ts'
import { openRollouts } from '../rollback/descent.ts'
import { standings } from '../rollout/standing.ts'
import type { RollingBack } from '../state/change.ts'

/** A guard that trips while the canary goes down by steps: there is no time for steps any more. */
export function tripsOnTheWay(
  { run, runbook, back }: RollingBack,
  now: Instant,
  seen: Observations,
): readonly EventBody[] {
  for (const { step } of openRollouts(run, runbook)) {
    const progress = run.steps[step.id]
    if (progress?.status !== 'rolling') continue
    const { rollout } = progress
    for (const { rule, target, judged, verdict } of standings(
      step,
      rollout,
      seen.judged,
      now,
      seen.takeover,
    )) {
      if (rule.kind !== 'guard' || verdict !== 'worse' || judged === null) continue
      const { evidence } = judged
      return [
        { type: 'guard-tripped', step: step.id, stage: rollout.stage, rule: rule.id, target, evidence },
        {
          type: 'rollback-hastened',
          latch: back.latch,
          because: `guard ${rule.id} tripped on ${target} while it went down`,
        },
      ]
    }
  }
  return []
}
