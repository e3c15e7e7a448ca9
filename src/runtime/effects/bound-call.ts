import type { RunBinding } from '../../core/binding/binding.ts'
import { own } from '../../core/document/tree.ts'
import { STABLE_LOG } from '../../core/runbook/log-level.ts'
import type { Act, Scalar } from '../../core/runbook/runbook.ts'
import { otherSide } from '../../core/traffic/desired.ts'
import type { Call } from '../../ports/executor.ts'
import type { EffectRow } from '../../ports/store/effects.ts'
import type { TargetRow } from '../../ports/store/targets.ts'
import { type Environment, environmentOf, fullName, type Target } from '../context/reach.ts'
import type { Runtime } from '../context/runtime.ts'
import { traceFacts } from '../trace/effect-trace.ts'
import { commonFacts, type Facts, known, scalar, targetFacts } from './effect-environment.ts'

/** The call that an effect stands for, as the binding says; or why there is none. */
export type BoundCall = { readonly call: Call } | { readonly unbound: string }

export type Run = EffectRow & {
  readonly act: { readonly act: 'deploy' | 'undeploy' | 'action' | 'log-level' }
}

export async function boundCall(runtime: Runtime, row: Run): Promise<BoundCall> {
  const { act, environment } = row
  const bound = environmentOf(runtime.reach, environment)
  if (bound === null) return { unbound: `the binding has no environment ${environment}` }
  const run = boundRun(bound, act)
  const traced = await traceFacts(runtime, row)
  if (act.act === 'action') {
    if (run === null) return { unbound: `the binding of ${environment} has no action ${act.name}` }
    return { call: callOf(row, run, { ...commonFacts(row), ...traced }, known(act.with)) }
  }
  const target = own(bound.targets, act.target)
  if (target === undefined || run === null)
    return { unbound: `the binding of ${environment} does not say how to ${doing(act)} ${act.target}` }
  const state = await runtime.store.targets.get(fullName(environment, act.target))
  if (state === null)
    return { unbound: `nothing is known of the target ${fullName(environment, act.target)}` }
  if (act.act === 'log-level') {
    const facts = { ...targetFacts(act.target, state.desired.stable, target), CUTWATER_LOG_LEVEL: act.level }
    return { call: callOf(row, run, { ...commonFacts(row), ...traced, ...facts }, {}) }
  }
  const serving = servesFrom(row, state)
  if (serving !== null) return { unbound: serving }
  const facts = {
    ...commonFacts(row),
    ...traced,
    ...targetFacts(act.target, otherSide(state.desired.stable), target),
    ...(act.act === 'deploy' ? deployFacts(act, target) : {}),
  }
  return { call: callOf(row, run, facts, {}) }
}

const doing = ({ act }: Run['act']): string => (act === 'log-level' ? 'set what is logged by' : act)

const deployFacts = (
  { version, log }: Extract<Act, { act: 'deploy' }>,
  { logging }: Pick<Target, 'logging'>,
): Facts => ({
  CUTWATER_VERSION: String(scalar('version', version)),
  CUTWATER_LOG_LEVEL: log ?? logging?.stable ?? STABLE_LOG,
})

/**
 * Why the side beside stable must be left alone: a proxy sends everybody to it, whatever the database says; or the
 * sides were swapped beneath this change by a proxy's word, and what it would undo is not there.
 */
function servesFrom(
  { ref, change }: Pick<Run, 'ref' | 'change'>,
  { name, desired, proxies, swappedUnder }: TargetRow,
): string | null {
  const side = otherSide(desired.stable)
  const proxy = proxies.find(({ has }) => has?.stable === side)
  if (proxy !== undefined)
    return `the proxy ${proxy.instance} sends everybody on ${name} to ${side}, so nothing is done there; cutwater targets shows why`
  if (ref.direction === 'undo' && swappedUnder === change)
    return `the sides of ${name} were swapped by word of its proxy: what ${change} deployed is on ${desired.stable}, which serves everybody, and stays`
  return null
}

/** How the binding runs it; null when it does not say. */
export function boundRun(bound: Environment, act: Run['act']): RunBinding | null {
  if (act.act === 'action') return own(bound.actions, act.name) ?? null
  const target = own(bound.targets, act.target)
  return (act.act === 'log-level' ? target?.logging?.set : target?.[act.act]) ?? null
}

function callOf(
  { key, timeLimitMs, ref }: EffectRow,
  { run, timeLimitMs: most }: RunBinding,
  env: Facts,
  args: Readonly<Record<string, Scalar>>,
): Call {
  return {
    key,
    binding: run,
    env,
    args,
    timeLimitMs: Math.min(timeLimitMs, most ?? timeLimitMs),
    check: ref.direction === 'check',
  }
}
