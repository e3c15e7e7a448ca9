import type { FlagWrite } from '../../ports/store/flags.ts'
import type { Runtime } from '../context/runtime.ts'
import { type FlagAnswer, setFlag } from './set-flag.ts'

export type FlagRollback = Omit<FlagWrite, 'now' | 'passLock' | 'lock' | 'value' | 'restores'> & {
  readonly version: number
}

/**
 * Gives a flag again what it held in an earlier version, as a new version. That is a set like any other: a lock
 * refuses it, the target's flag services are told.
 */
export async function rollbackFlag(
  runtime: Runtime,
  { version, ...order }: FlagRollback,
): Promise<FlagAnswer | { readonly set: false; readonly unknown: 'version' }> {
  const { environment, target, flag } = order
  const { flags } = runtime.store
  const history = await flags.history(environment, target, flag)
  const [found] = await flags.history(environment, target, flag, [version])
  if (found === undefined) return { set: false, unknown: 'version' }
  const value = found.definition ?? found.value
  // A flag service knows no "absent": a switch that is there no more is off, as after the rollback of a change.
  const whenRemoved = typeof history.at(-1)?.value === 'boolean' ? false : null
  return setFlag(runtime, { ...order, value, lock: false, restores: version }, whenRemoved)
}
