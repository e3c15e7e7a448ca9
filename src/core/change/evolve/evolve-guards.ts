import type { Runbook } from '../../runbook/runbook.ts'
import type { Instant } from '../../time/instant.ts'
import type { Slot } from '../../traffic/desired.ts'
import type { ChangeEvent } from '../events/event.ts'
import { silenceKey } from '../rollout/silence.ts'
import type { Run } from '../state/change.ts'
import type { PlanGuards } from '../state/plan-guards.ts'
import { withSilence } from './evolve-bake.ts'

const NOTHING: PlanGuards = { watched: {}, anew: {}, tripped: [], missing: {}, asked: null }

/** Null of a plan without guards of its own, and without levels, which are looked at where guards watch. */
export const openGuards = ({ guards, levels }: Runbook): PlanGuards | null =>
  (guards ?? levels) === undefined ? null : NOTHING

/** What an event of any kind means for the guards of the plan. */
export function followGuards(run: Run, runbook: Runbook, event: ChangeEvent): Run {
  if (run.guards === undefined) return run
  const guards = follow(run.guards, runbook, event)
  return guards === run.guards ? run : { ...run, guards }
}

function follow(guards: PlanGuards, runbook: Runbook, event: ChangeEvent): PlanGuards {
  const { at } = event
  if (event.type === 'stage-entered') {
    if (!mayReachCanary(runbook, event)) return guards
    const fresh = event.targets.filter((target) => guards.watched[target]?.slot !== 'canary')
    return fresh.length === 0 ? guards : watch(guards, fresh, 'canary', at)
  }
  if (event.type === 'step-done') {
    const trial = trialTargets(runbook, event.step)
    return trial.length === 0 ? guards : watch(guards, trial, 'stable', at)
  }
  // Where nothing moves traffic, they watch what serves everyone.
  if (event.type === 'window-opened' && runbook.steps.every(({ kind }) => kind !== 'rollout'))
    return watch(guards, runbook.targets, 'stable', at)
  if (event.type === 'adopting')
    return unwatch(unseen(guards, Object.keys(event.was), at), Object.keys(event.was))
  if (event.type === 'guard-answered') return { ...guards, asked: null }
  // What made them trip does not count again: after a resume, and on a gradual way down.
  if (event.type === 'resumed' || event.type === 'rollback-started') {
    const anew = Object.fromEntries(guards.tripped.map((key) => [key, at]))
    const unquiet = guards.tripped.length === 0 ? guards.unquiet : guards.unquiet && { ...guards.unquiet, at }
    return {
      ...guards,
      anew: { ...guards.anew, ...anew },
      tripped: [],
      ...(unquiet === undefined ? {} : { unquiet }),
      asked: null,
    }
  }
  if (event.type === 'guard-tripped' && event.step === undefined) {
    const { rule, target, evidence, asks } = event
    const asking = asks === undefined ? null : { rule, target, since: at, evidence, people: asks }
    // Of several targets the first one is asked about.
    const asked = guards.asked ?? asking
    const unquiet = { at, why: `the guard ${rule} had tripped on ${target}` }
    return { ...guards, tripped: [...guards.tripped, silenceKey(rule, target)], unquiet, asked }
  }
  if ((event.type === 'evidence-missing' || event.type === 'evidence-returned') && event.step === undefined) {
    const heard = event.type === 'evidence-returned' ? event.returned.map(({ target }) => target) : []
    return { ...unseen(guards, heard, at), missing: withSilence(guards.missing, event) }
  }
  return guards
}

/** Where guards of these targets are without data, that was so until now. */
function unseen(guards: PlanGuards, targets: readonly string[], at: Instant): PlanGuards {
  const silent = Object.keys(guards.missing).find((key) =>
    targets.some((target) => key.endsWith(`@${target}`)),
  )
  if (silent === undefined) return guards
  return { ...guards, unquiet: { at, why: `there was no data for the guard ${silent.replace('@', ' on ')}` } }
}

/** Some of its requests, or people who choose it by a header. */
function mayReachCanary(
  { steps }: Runbook,
  event: { readonly step: string; readonly stage: number },
): boolean {
  const step = steps.find(({ id }) => id === event.step)
  if (step?.kind !== 'rollout') return false
  const stage = step.stages[event.stage]
  if (stage === undefined || step.headerOverride) return true
  return stage.weight > 0 || stage.segments.some(({ weight }) => weight > 0)
}

/** Once its last hold is over, everyone goes to stable again. */
function trialTargets({ steps }: Runbook, id: string): readonly string[] {
  const step = steps.find((one) => one.id === id)
  return step?.kind === 'rollout' && !step.adopt && step.adoptLater !== true ? step.targets : []
}

function watch(guards: PlanGuards, targets: readonly string[], slot: Slot, at: Instant): PlanGuards {
  const of = Object.fromEntries(targets.map((target) => [target, { at, slot }]))
  const fresh = unwatch(guards, targets)
  return { ...fresh, watched: { ...fresh.watched, ...of } }
}

function unwatch(guards: PlanGuards, targets: readonly string[]): PlanGuards {
  const isOf = (key: string) => targets.some((target) => key.endsWith(`@${target}`))
  return {
    ...guards,
    watched: without(guards.watched, (target) => targets.includes(target)),
    anew: without(guards.anew, isOf),
    missing: without(guards.missing, isOf),
  }
}

function without<T>(
  all: Readonly<Record<string, T>>,
  drops: (key: string) => boolean,
): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(all).filter(([key]) => !drops(key)))
}
