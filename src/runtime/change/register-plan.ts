import type { Actor } from '../../core/access/actor.ts'
import type { Binding } from '../../core/binding/binding.ts'
import { type Finding, hasErrors } from '../../core/document/finding.ts'
import { checkPlan } from '../../core/plan/plan.ts'
import { planHeader } from '../../core/plan/plan-header.ts'
import type { PlanVersion } from '../../ports/store/plans.ts'
import type { Runtime } from '../context/runtime.ts'

export type Registration = { readonly text: string; readonly file: string; readonly actor: Actor }

export type Registered =
  | {
      readonly registered: true
      readonly already: boolean
      readonly plan: PlanVersion
      readonly warnings: readonly Finding[]
    }
  | { readonly registered: false; readonly findings: readonly Finding[] }

/** Makes a text one that may be run by its name. One with errors is not kept. */
export async function registerPlan(
  runtime: Runtime,
  binding: Binding,
  { text, file, actor }: Registration,
): Promise<Registered> {
  const findings = checkPlan(text, file, binding)
  if (hasErrors(findings) || planHeader(text) === null) return { registered: false, findings }
  return { registered: true, ...(await keepPlan(runtime, { text, actor })), warnings: findings }
}

/**
 * For a text that has just been compiled with somebody's inputs: what it might do in other environments is not asked.
 */
export async function keepPlan(
  { store, clock, log }: Runtime,
  { text, actor }: Omit<Registration, 'file'>,
): Promise<{ readonly already: boolean; readonly plan: PlanVersion }> {
  const header = planHeader(text)
  if (header === null) throw new Error('a plan without a name was compiled')
  const { already, plan } = await store.plans.register({ ...header, text, actor, now: clock.now() })
  if (!already)
    log.info({ plan: plan.name, version: plan.version, hash: plan.hash, by: actor }, 'a plan was registered')
  return { already, plan }
}
