import type { Outcome } from '../../core/change/outside/observations.ts'
import type { Act, Scalar } from '../../core/runbook/runbook.ts'
import type { EffectRow } from '../../ports/store/effects.ts'
import type { Runtime } from '../context/runtime.ts'
import { scalar } from './effect-environment.ts'
import { flagText } from './set-flags.ts'

type ReadFlag = Extract<Act, { act: 'read-flag' }>

/**
 * Reads one flag back from the store on every target; done only when each gives everybody exactly the value that is
 * wanted.
 */
export async function readFlag(
  { store }: Runtime,
  { environment }: EffectRow,
  act: ReadFlag,
): Promise<Outcome> {
  const { holds, words } = await flagHolds(store, environment, {
    ...act,
    equals: scalar('equals', act.equals),
  })
  return holds ? { outcome: 'done', outputs: {}, evidence: words } : { outcome: 'failed', reason: words }
}

type Wanted = Pick<ReadFlag, 'targets' | 'flag'> & { readonly equals: Scalar }

/** Whether a flag gives everybody this value on every target, and what it gives them. */
export async function flagHolds(
  { flags }: Pick<Runtime['store'], 'flags'>,
  environment: string,
  { targets, flag, equals }: Wanted,
): Promise<{ readonly holds: boolean; readonly words: string }> {
  if (targets.length === 0) return { holds: false, words: `no target says whether ${flag}=${equals}` }
  const rows = await flags.list(environment)
  const found = targets.map((target) => {
    const { value = null, definition = null } =
      rows.find((row) => row.target === target && row.flag === flag) ?? {}
    return { target, value, content: value ?? definition }
  })
  const words = found.map(({ target, content }) => flagText(flag, content, target)).join(', ')
  return found.every(({ value }) => value === equals)
    ? { holds: true, words }
    : { holds: false, words: `${words}; ${flag}=${equals} was wanted` }
}
