import type { Actor } from '../../core/access/actor.ts'
import type { Binding } from '../../core/binding/binding.ts'
import { type Finding, inOrder } from '../../core/document/finding.ts'
import type { PlanRead } from '../../core/plan/read-plan.ts'
import { reviewFindings } from '../../core/plan/review.ts'
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
  const { findings, header } = await runtime.planReader.read({ text, file, given: null, binding }, true)
  if (header === null) return { registered: false, findings }
  const kept = await keepPlan(runtime, { text, header, actor })
  const due = reviewFindings(kept.plan, file, runtime.clock.now())
  return { registered: true, ...kept, warnings: inOrder([...findings, ...due]) }
}

/**
 * For a text that has just been compiled with somebody's inputs: what it might do in other environments is not asked.
 */
export async function keepPlan(
  { store, clock, log }: Runtime,
  { text, header, actor }: Omit<Registration, 'file'> & { readonly header: NonNullable<PlanRead['header']> },
): Promise<{ readonly already: boolean; readonly plan: PlanVersion }> {
  const { already, plan } = await store.plans.register({ ...header, text, actor, now: clock.now() })
  if (!already)
    log.info({ plan: plan.name, version: plan.version, hash: plan.hash, by: actor }, 'a plan was registered')
  return { already, plan }
}
