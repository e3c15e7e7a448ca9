import { type Actor, nameOf } from '../../core/access/actor.ts'
import type { Binding } from '../../core/binding/binding.ts'
import type { Change } from '../../core/change/state/change.ts'
import { neverDecided } from '../../core/change/steps/approve.ts'
import { type Finding, inOrder } from '../../core/document/finding.ts'
import { hashRunbook } from '../../core/runbook/hash.ts'
import type { Runbook } from '../../core/runbook/runbook.ts'
import type { Runtime } from '../context/runtime.ts'
import { compileRegistered, type NotCompiled, type PlanOrder } from './compile-registered.ts'
import { openChange } from './open-change.ts'

export type OpenOrder = PlanOrder & { readonly dedup: string; readonly actor: Actor }

export type Opened =
  | { readonly opened: true; readonly change: Change; readonly warnings: readonly Finding[] }
  | ({ readonly opened: false } & NotCompiled)
  /** The same key opened another change before. */
  | { readonly opened: false; readonly because: 'key-reused'; readonly id: string }

/** Opens a change of a plan that is registered, or may be. */
export async function openPlan(runtime: Runtime, binding: Binding, order: OpenOrder): Promise<Opened> {
  const { dedup, actor } = order
  const compiled = await compileRegistered(runtime, binding, actor, order)
  if ('because' in compiled) return { opened: false, ...compiled }
  const { text, runbook, warnings, writer } = compiled
  const never = neverMade(
    runbook,
    [nameOf(actor), writer],
    'text' in order.plan ? order.plan.file : order.plan.name,
  )
  if (never.length > 0)
    return { opened: false, because: 'findings', findings: inOrder([...warnings, ...never]) }
  const opening = { prefix: 'CHG', runbook, planText: text, requester: actor, writer, dedup } as const
  const { change } = await openChange(runtime, opening)
  if (hashRunbook(change.runbook) !== hashRunbook(runbook))
    return { opened: false, because: 'key-reused', id: change.id }
  return { opened: true, change, warnings }
}

/** Decisions that could never be made with these people, of whom no author of it is one. */
function neverMade(runbook: Runbook, authors: readonly string[], file: string): readonly Finding[] {
  return runbook.steps.flatMap((step): readonly Finding[] => {
    const message = step.kind === 'approve' ? neverDecided(step, runbook, authors) : null
    if (message === null) return []
    const remedy = 'name others for it: --lead LEAD=NAME'
    return [{ file, line: 1, column: 1, severity: 'error', code: 'never-decided', message, remedy }]
  })
}
