import type { Actor } from '../../core/access/actor.ts'
import type { FlagSet } from '../../ports/store/flags.ts'
import type { Runtime } from '../context/runtime.ts'

export type FlagLock = {
  readonly environment: string
  readonly target: string
  readonly flag: string
  readonly actor: Actor
  readonly because: string
}

export type FlagLocked = FlagSet | { readonly set: false; readonly unknown: 'flag' }

/** Nobody sets the flag until it is unlocked. A lock concerns only who may set it here; no flag service is told. */
export const lockFlag = (runtime: Runtime, order: FlagLock): Promise<FlagLocked> =>
  turnLock(runtime, 'lock', order)

export const unlockFlag = (runtime: Runtime, order: FlagLock): Promise<FlagLocked> =>
  turnLock(runtime, 'unlock', order)

async function turnLock(
  { store, clock }: Runtime,
  turn: 'lock' | 'unlock',
  { environment, target, flag, actor, because }: FlagLock,
): Promise<FlagLocked> {
  const known = await store.flags.list(environment)
  if (!known.some((row) => row.target === target && row.flag === flag)) return { set: false, unknown: 'flag' }
  const { already } = await store.flags[turn](environment, target, flag, actor, because, clock.now())
  return { set: true, already }
}
