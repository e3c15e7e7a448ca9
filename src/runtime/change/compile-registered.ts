import type { Actor } from '../../core/access/actor.ts'
import type { Binding } from '../../core/binding/binding.ts'
import { type Finding, hasErrors, inOrder } from '../../core/document/finding.ts'
import { canonicalHash } from '../../core/journal/canonical.ts'
import type { People } from '../../core/plan/fill/people.ts'
import type { Runbook, Scalar } from '../../core/runbook/runbook.ts'
import type { Runtime } from '../context/runtime.ts'
import { checkPlanLocks } from '../flags/check-plan-locks.ts'
import { checkVerified } from './check-verified.ts'
import { drillDue } from './drill-due.ts'
import { leadsWhoAreNobody } from './known-leads.ts'
import { keepPlan } from './register-plan.ts'
import { reviewDue } from './review-due.ts'

export type PlanOrder = {
  readonly plan: PlanToOpen
  readonly inputs: Readonly<Record<string, Scalar>>
  readonly pace: number
  readonly people: People
}

/** A registered plan, or a text that is registered by opening it, where that is allowed. */
export type PlanToOpen =
  | { readonly name: string; readonly hash?: string | undefined }
  | { readonly text: string; readonly file: string; readonly mayRegister: boolean }

export type NotCompiled =
  | { readonly because: 'findings'; readonly findings: readonly Finding[] }
  | { readonly because: 'unknown-plan'; readonly name: string; readonly hash: string | undefined }
  /** The text is not registered, and may not be by this. */
  | { readonly because: 'not-registered' }

export type PlanCompiled = {
  readonly text: string
  readonly runbook: Runbook
  readonly warnings: readonly Finding[]
  /** Who registered the text. */
  readonly writer: string
  /** The hash of what its text says of going back. */
  readonly rollback: string
}

/** The runbook of a registered plan, or of a text that is registered by this where that is allowed. */
export async function compileRegistered(
  runtime: Runtime,
  binding: Binding,
  actor: Actor,
  { plan, inputs, pace, people }: PlanOrder,
): Promise<PlanCompiled | NotCompiled> {
  const source = 'text' in plan ? plan : await registered(runtime, plan)
  if (source === null) {
    const { name, hash } = plan as Named
    return { because: 'unknown-plan', name, hash }
  }
  const { text, file } = source
  const question = { text, file, given: { inputs, pace, people }, binding }
  const { findings, runbook, header, flags } = await runtime.planReader.read(question, true)
  if (runbook === null || header === null) return { because: 'findings', findings }
  const nobody = await leadsWhoAreNobody(runtime, runbook, file)
  if (nobody.length > 0) return { because: 'findings', findings: inOrder([...findings, ...nobody]) }
  // A window that opens later may find the lock gone; one that opens now would find it there.
  const severity = (runbook.window?.start ?? 0) > runtime.clock.now() ? 'warning' : 'error'
  const locks = await checkPlanLocks(runtime, { flags, severity })
  const verified = await checkVerified(runtime, runbook, file)
  const due = header.reviewEveryMs === null ? [] : await reviewDue(runtime, { ...header, text, file })
  const drill = await drillDue(runtime, header, file)
  const rollback = header.rollback.hash
  const warnings = inOrder([...findings, ...locks, ...verified, ...due, ...drill])
  if (hasErrors(locks)) return { because: 'findings', findings: warnings }
  const known = await runtime.store.plans.get(runbook.plan, canonicalHash(text))
  if (known !== null) return { text, runbook, warnings, writer: known.by, rollback }
  if ('text' in plan && !plan.mayRegister) return { because: 'not-registered' }
  const { plan: kept } = await keepPlan(runtime, { text, header, actor })
  return { text, runbook, warnings, writer: kept.by, rollback }
}

type Named = Extract<PlanToOpen, { name: string }>

async function registered({ store }: Runtime, { name, hash }: Named) {
  const found = await store.plans.get(name, hash)
  return found === null ? null : { text: found.text, file: `${name}.yaml` }
}
