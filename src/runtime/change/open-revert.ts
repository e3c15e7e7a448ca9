import type { Actor } from '../../core/access/actor.ts'
import type { Binding } from '../../core/binding/binding.ts'
import { revertKnown } from '../../core/change/revert/known.ts'
import { planRevert, type RevertAsked } from '../../core/change/revert/plan-revert.ts'
import type { RevertRefused } from '../../core/change/revert/refusals.ts'
import { seenHash } from '../../core/change/revert/seen-hash.ts'
import type { Change, ChangeId } from '../../core/change/state/change.ts'
import type { Runbook } from '../../core/runbook/runbook.ts'
import type { Runtime } from '../context/runtime.ts'
import { openChange } from './open-change.ts'

export type RevertOrder = RevertAsked & {
  readonly dedup: string
  readonly actor: Actor
  /** Hash of the plan that was shown; null: whatever it is now. */
  readonly seen: string | null
}

export type RevertOpened =
  | { readonly opened: true; readonly change: Change }
  | { readonly opened: false; readonly because: 'unknown-change' }
  | { readonly opened: false; readonly because: 'refused'; readonly refused: RevertRefused }
  /** The same key opened another change before. */
  | { readonly opened: false; readonly because: 'key-reused'; readonly id: ChangeId }

/** Opens the change that takes another one back, made from what is known of it and of its targets at this moment. */
export async function openRevert(
  runtime: Runtime,
  binding: Binding,
  id: ChangeId,
  { dedup, actor, seen, ...asked }: RevertOrder,
): Promise<RevertOpened> {
  const { store, clock } = runtime
  const open = async (runbook: Runbook) => {
    const planText = `# Made from the journal of ${id}: there is no plan of it.\n`
    const opening = { prefix: 'CHG', runbook, planText, requester: actor, dedup } as const
    return (await openChange(runtime, opening)).change
  }
  const earlier = await store.ticks.opened(dedup)
  if (earlier !== null)
    return earlier.runbook.reverts?.change === id
      ? { opened: true, change: await open(earlier.runbook) }
      : { opened: false, because: 'key-reused', id: earlier.id }
  const found = await store.questions.change(id)
  if (found === null) return { opened: false, because: 'unknown-change' }
  const { environment, targets } = found.change.runbook
  const names = targets.map((service) => `${environment}/${service}`)
  const [history, rows] = await Promise.all([store.questions.history(names, id), store.targets.list()])
  const known = revertKnown(found.change, history, rows, binding, clock.now())
  const planned = planRevert(asked, known)
  if ('because' in planned) return { opened: false, because: 'refused', refused: planned }
  const { runbook } = planned
  if (seen !== null && seen !== seenHash(runbook))
    return { opened: false, because: 'refused', refused: MOVED_ON }
  return { opened: true, change: await open(runbook) }
}

const MOVED_ON: RevertRefused = {
  because: 'what the revert would do is no longer what was shown',
  remedy: 'Look at what it would do now, then ask for it again.',
}
