import type { Outcome } from '../../core/change/outside/observations.ts'
import type { Act } from '../../core/runbook/runbook.ts'
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
  const wanted = scalar('equals', act.equals)
  const rows = await store.flags.list(environment)
  const found = act.targets.map((target) => {
    const { value = null, definition = null } =
      rows.find((row) => row.target === target && row.flag === act.flag) ?? {}
    return { target, value, content: value ?? definition }
  })
  const evidence = found.map(({ target, content }) => flagText(act.flag, content, target)).join(', ')
  return found.every(({ value }) => value === wanted)
    ? { outcome: 'done', outputs: {}, evidence }
    : { outcome: 'failed', reason: `${evidence}; ${act.flag}=${wanted} was wanted` }
}
