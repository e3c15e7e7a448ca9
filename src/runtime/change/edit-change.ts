import type { Binding } from '../../core/binding/binding.ts'
import type { ChangeId } from '../../core/change/state/change.ts'
import type { Runtime } from '../context/runtime.ts'
import { type Asked, askChange } from './ask-change.ts'
import { compileRegistered, type NotCompiled } from './compile-registered.ts'
import type { OpenOrder } from './open-plan.ts'

export type EditOrder = OpenOrder & { readonly revision: number | undefined }

/** Gives a change that has not begun another plan, or other inputs. */
export async function editChange(
  runtime: Runtime,
  binding: Binding,
  change: ChangeId,
  { dedup, actor, revision, ...order }: EditOrder,
): Promise<Asked | NotCompiled> {
  const compiled = await compileRegistered(runtime, binding, actor, order)
  if ('because' in compiled) return compiled
  const command = { command: 'edit', runbook: compiled.runbook, writer: compiled.writer, revision } as const
  return askChange(runtime, change, { dedup, actor, command })
}
