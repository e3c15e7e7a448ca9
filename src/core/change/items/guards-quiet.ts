import type { Runbook } from '../../runbook/runbook.ts'
import { formatInstant, type Instant } from '../../time/instant.ts'
import type { Run } from '../state/change.ts'
import type { Found } from './evidence.ts'
import type { ListPlace } from './place.ts'

/**
 * Whether no guard of the plan has tripped, or was without data, in the time that the line is about: the hold of its
 * stage, its phase, or in the acceptance (`place` null) all of the change.
 */
export function guardsQuiet(
  place: ListPlace | null,
  run: Run,
  runbook: Pick<Runbook, 'steps' | 'guards' | 'phases'>,
): Found {
  const { guards } = run
  const fails = (evidence: string): Found => ({ holds: false, evidence })
  if (guards === undefined || runbook.guards === undefined) return fails('the plan has no guards of its own')
  const { tripped, missing, unquiet } = guards
  const [silent] = Object.keys(missing)
  if (tripped[0] !== undefined) return fails(`the guard ${nameOf(tripped[0])} has tripped`)
  if (silent !== undefined) return fails(`there is no data for the guard ${nameOf(silent)}`)
  const since = sinceOf(place, run, runbook)
  if (unquiet !== undefined && unquiet.at >= since)
    return fails(`${unquiet.why}, until ${formatInstant(unquiet.at)}`)
  if (!hasWatched(run, runbook)) return fails('no guard of the plan watches yet')
  return { holds: true, evidence: `no guard has tripped since ${formatInstant(since)}` }
}

const nameOf = (key: string): string => key.replace('@', ' on ')

function sinceOf(place: ListPlace | null, run: Run, { phases = [] }: Pick<Runbook, 'phases'>): Instant {
  const begun = run.opensAt ?? run.startedAt
  if (place === null) return begun
  const progress = run.steps[place.step]
  if (place.stage !== null && progress?.status === 'rolling' && progress.rollout.phase.phase === 'holding')
    return progress.rollout.phase.from
  const phase = phases.find(({ steps }) => steps.includes(place.step))
  const at = phase === undefined ? undefined : run.phases?.[phase.id]
  return at === undefined || at.phase === 'waiting' ? begun : at.since
}

/** From the first request that may reach a canary on; where nothing moves traffic, from the beginning. */
function hasWatched(run: Run, { steps }: Pick<Runbook, 'steps'>): boolean {
  if (Object.keys(run.guards?.watched ?? {}).length > 0) return true
  return steps.some(({ id, kind }) => kind === 'rollout' && run.steps[id]?.status === 'done')
}
