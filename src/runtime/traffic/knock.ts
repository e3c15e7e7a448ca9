import type { ChangeId } from '../../core/change/state/change.ts'
import type { Millis } from '../../core/time/instant.ts'
import type { AskedCommand } from '../../ports/store/ticks.ts'
import type { Runtime } from '../context/runtime.ts'
import { within } from '../context/time-limit.ts'

const KNOCK_LIMIT_MS: Millis = 250

/**
 * Before a latch: so that the change reads who killed it and why before it sees its targets latched. Nothing waits
 * long for that, and it does not matter whether it worked: the same command is asked again, and waited for, beside
 * the latch.
 */
export async function knock(
  { store, clock }: Runtime,
  id: ChangeId,
  item: Omit<AskedCommand, 'at'>,
): Promise<void> {
  const told = within(KNOCK_LIMIT_MS, `telling ${id}`, () =>
    store.ticks.ask(id, { ...item, at: clock.now() }),
  )
  await told.catch(() => undefined)
}
