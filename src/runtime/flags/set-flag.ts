import { valueToTell } from '../../core/flag/definition/definition.ts'
import type { Scalar } from '../../core/runbook/runbook.ts'
import type { FlagSet, FlagWrite } from '../../ports/store/flags.ts'
import { environmentOf } from '../context/reach.ts'
import type { Runtime } from '../context/runtime.ts'
import { tellFlag } from './tell-flag.ts'

export type FlagAnswer =
  | FlagSet
  /** Stored, but a flag service of the target did not take it; setting it again tells it again. */
  | { readonly set: true; readonly already: boolean; readonly untold: string }
  | { readonly set: false; readonly unknown: 'target' }

/**
 * A person sets one flag. A lock refuses it; the target's own flag services are told afterwards: of a definition its
 * default, of a flag that is removed `whenRemoved`.
 */
export async function setFlag(
  runtime: Runtime,
  write: Omit<FlagWrite, 'now' | 'passLock'>,
  whenRemoved: Scalar | null = null,
): Promise<FlagAnswer> {
  const { store, clock, reach } = runtime
  const { environment, target, flag, value } = write
  const bound = environmentOf(reach, environment)
  if (bound === null || !Object.hasOwn(bound.targets, target)) return { set: false, unknown: 'target' }
  const answer = await store.flags.set({ ...write, passLock: false, now: clock.now() })
  const told = value === null ? whenRemoved : valueToTell(value)
  if (!answer.set || told === null) return answer
  const untold = await tellFlag(runtime, environment, target, flag, told)
  return untold === null ? answer : { set: true, already: answer.already, untold }
}
