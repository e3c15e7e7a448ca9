import { isGuard } from '../../probe/probe.ts'
import type { Runbook } from '../../runbook/runbook.ts'
import type { Instant } from '../../time/instant.ts'
import type { EventBody } from '../events/event.ts'
import type { Observations } from '../outside/observations.ts'
import { tellProbes } from '../probing/advance-probes.ts'
import { firstFailed } from '../probing/sides.ts'
import { openRollouts } from '../rollback/descent.ts'
import { guardStandings } from '../rollout/plan-guards.ts'
import { type Standing, standings } from '../rollout/standing.ts'
import type { RollingBack, Run } from '../state/change.ts'

/** A guard that trips while the canary goes down by steps: there is no time for steps any more. */
export function tripsOnTheWay(
  { run, runbook, back }: RollingBack,
  now: Instant,
  seen: Observations,
): readonly EventBody[] {
  const told = tellProbes({ run, runbook, now, seen })
  if (told.length > 0) return told
  const failed = firstFailed(run, runbook, isGuard)
  if (failed !== null) {
    const because = `${failed.because} while it went down`
    return [{ type: 'rollback-hastened', latch: back.latch, because }]
  }
  const found = [...ofRollouts(run, runbook, now, seen), ...ofPlan(run, runbook, now, seen)].find(
    ({ standing: { rule, verdict } }) => rule.kind === 'guard' && verdict === 'worse',
  )
  if (found === undefined) return []
  const { of } = found
  const { rule, target, judged } = found.standing
  if (judged === null) return []
  const because = `guard ${rule.id} tripped on ${target} while it went down`
  return [
    { type: 'guard-tripped', ...of, rule: rule.id, target, evidence: judged.evidence },
    { type: 'rollback-hastened', latch: back.latch, because },
  ]
}

type Found = { readonly of: { readonly step?: string; readonly stage?: number }; readonly standing: Standing }

function ofRollouts(run: Run, runbook: Runbook, now: Instant, seen: Observations): readonly Found[] {
  return openRollouts(run, runbook).flatMap(({ step }) => {
    const progress = run.steps[step.id]
    if (progress?.status !== 'rolling') return []
    const of = { step: step.id, stage: progress.rollout.stage }
    return standings(step, progress.rollout, seen.judged, now, seen.takeover).map((standing) => ({
      of,
      standing,
    }))
  })
}

const ofPlan = (run: Run, runbook: Runbook, now: Instant, seen: Observations): readonly Found[] =>
  guardStandings(runbook, run, seen.judged, now, seen.takeover).map((standing) => ({ of: {}, standing }))
