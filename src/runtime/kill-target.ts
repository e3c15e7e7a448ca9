import type { Actor } from '../core/change/actor.ts'
import type { ChangeId } from '../core/change/change.ts'
import { type Asked, askChange } from './ask-change.ts'
import type { Runtime } from './runtime.ts'

export type Kill = {
  readonly target: string
  readonly actor: Actor
  readonly because: string
  readonly dedup: string
}

export type Killed =
  | {
      readonly killed: true
      readonly already: boolean
      readonly owner: { readonly id: ChangeId; readonly asked: Asked } | null
    }
  | { readonly killed: false; readonly because: 'unknown-target' }

/**
 * Closes a target and latches it, by its full name. The latch does not wait for the change that moves the target: that one
 * is told afterwards, and it does not matter whether it is stuck, over, or whether there is one at all.
 */
export async function killTarget(runtime: Runtime, { target, actor, because, dedup }: Kill): Promise<Killed> {
  const { store, clock, log, bells } = runtime
  if ((await store.targets.get(target)) === null) return { killed: false, because: 'unknown-target' }
  const { owner, already } = await store.targets.latch(target, actor, because, clock.now())
  bells.targets.get(target)?.ring()
  log.warn({ target, by: actor, because, owner, already }, `${target} is closed and latched`)
  if (owner === null) return { killed: true, already, owner: null }
  const asked = await askChange(runtime, owner, { dedup, actor, command: { command: 'kill', because } })
  return { killed: true, already, owner: { id: owner, asked } }
}
