import { comparesWithStable, type Guard } from '../../judge/rule.ts'
import { type Standing, standingOf } from '../../judge/standing.ts'
import type { Judged } from '../../judge/verdict.ts'
import { peopleOf } from '../../runbook/people.ts'
import type { Runbook } from '../../runbook/runbook.ts'
import type { Instant } from '../../time/instant.ts'
import { FULL, type Slot } from '../../traffic/desired.ts'
import type { EventBody } from '../events/event.ts'
import { openRollouts } from '../rollback/descent.ts'
import { rollbackStarted } from '../rollback/rollback-started.ts'
import type { Run } from '../state/change.ts'
import type { Rolling } from './rolling.ts'
import { silenceEvents, silenceKey } from './silence.ts'

/** In place of the step that a rule belongs to. No step has this name, for a name holds no `@`. */
export const PLAN = '@plan'

/** One guard of the plan on one target, while it watches. */
export type GuardWatch = {
  readonly rule: Guard
  readonly target: string
  readonly slot: Slot
  readonly from: Instant
}

/** Over stages, pauses and restarts, from the first request that may reach the canary until it is adopted. */
export function guardWatches(runbook: Runbook, run: Run): readonly GuardWatch[] {
  const { guards = [] } = runbook
  return watchedTargets(runbook, run).flatMap(({ target, slot, at }) =>
    guards
      .filter((rule) => !comparesWithStable(rule) || !isAlone(target, slot, runbook, run))
      .map((rule) => ({ rule, target, slot, from: run.guards?.anew[silenceKey(rule.id, target)] ?? at })),
  )
}

/** The targets that they watch now, and levels with them, on which slot and since when. */
export function watchedTargets(runbook: Runbook, run: Run) {
  return Object.entries(run.guards?.watched ?? {}).flatMap(([target, { at, slot }]) =>
    slot === 'stable' && !isStillWatched(target, runbook, run) ? [] : [{ target, slot, at }],
  )
}

/** Everyone has what is watched, so that there is nothing beside it. */
export function isAlone(target: string, slot: Slot, runbook: Runbook, run: Run): boolean {
  const open = openRollouts(run, runbook).find(({ step }) => step.targets.includes(target))
  return slot === 'stable' || open === undefined || open.weight >= FULL
}

/** Until the last bake of it has ended; where nothing moves traffic and nothing bakes, until the last step has. */
function isStillWatched(target: string, { steps }: Runbook, run: Run): boolean {
  const bakes = steps.filter((step) => step.kind === 'bake' && step.targets.includes(target))
  if (bakes.length > 0) return bakes.some(({ id }) => !isBehind(run, id))
  return steps.every(({ kind }) => kind !== 'rollout') && steps.some(({ id }) => !isBehind(run, id))
}

function isBehind({ steps }: Run, id: string): boolean {
  const step = steps[id]
  return step?.status === 'done' || (step?.status === 'failed' && step.goOn)
}

/** `targets`: those that a step is about; without them all. */
export function guardStandings(
  runbook: Runbook,
  run: Run,
  judged: readonly Judged[],
  now: Instant,
  listeningSince: Instant,
  targets?: readonly string[],
): readonly Standing[] {
  return guardWatches(runbook, run)
    .filter(({ target }) => targets?.includes(target) ?? true)
    .map(({ rule, target, from }) => standingOf(PLAN, rule, target, from, judged, now, listeningSince))
}

/** What the guards of the plan make of what is known: they come before anything that advances. */
export function advanceGuards({
  run,
  runbook,
  now,
  seen,
  paused,
}: Omit<Rolling, 'step' | 'progress'>): readonly EventBody[] {
  if (run.guards === undefined) return []
  const all = guardStandings(runbook, run, seen.judged, now, seen.takeover)
  const tripped = all.flatMap((standing) => trip(standing, run, runbook, paused))
  if (tripped.length > 0) return tripped.slice(0, 2)
  const { missing } = run.guards
  return silenceEvents({ missing }, run, all, now, paused)
}

/** Another target of a guard that has paused the change already: one answer is for all of them, so all are told. */
function isTold({ id }: Guard, target: string, { guards }: Run): boolean {
  const tripped = guards?.tripped ?? []
  return tripped.some((key) => key.startsWith(`${id}@`)) && !tripped.includes(silenceKey(id, target))
}

/** Two events, one where it is paused already, or none. */
function trip(
  { rule, target, judged, verdict }: Standing,
  run: Run,
  runbook: Runbook,
  paused: boolean,
): readonly EventBody[] {
  if (rule.kind !== 'guard' || verdict !== 'worse' || judged === null) return []
  const { evidence } = judged
  const { tell = [], ask = [] } = rule
  const tripped: EventBody = {
    type: 'guard-tripped',
    rule: rule.id,
    target,
    evidence,
    ...(tell.length === 0 ? {} : { tells: peopleOf(tell, runbook) }),
    ...(ask.length === 0 ? {} : { asks: peopleOf(ask, runbook) }),
  }
  if (rule.then === 'pause') {
    if (paused) return isTold(rule, target, run) ? [tripped] : []
    const asks =
      ask.length === 0 ? '' : `; ${peopleOf(ask, runbook).join(' or ')} has to say whether to go on`
    return [tripped, { type: 'paused', because: `guard ${rule.id} tripped on ${target}${asks}` }]
  }
  const cause = { cause: 'guard', rule: rule.id, target, evidence } as const
  return [tripped, rollbackStarted(run, cause, { gradual: rule.then === 'rollback-gradual', latch: false })]
}
