import type { Millis } from '../../core/time/instant.ts'
import { nextDesired } from '../../core/traffic/conflict.ts'
import { isLatched, LATCHED } from '../../core/traffic/desired.ts'
import type { TargetRow } from '../../ports/store/targets.ts'
import { targetsOf } from '../context/reach.ts'
import type { Runtime } from '../context/runtime.ts'
import { within } from '../context/time-limit.ts'

const CALL_LIMIT_MS: Millis = 2_000

/**
 * A kill leaves for the proxies beside the commit of its latch, since what that will order is known. When it is not
 * stored after all, the proxies have latched themselves, and that is taken over as ever; when somebody else stored
 * another order meanwhile, the latch comes above it and is told in its turn. Never throws, and nobody has to wait for
 * it: whether a proxy is closed is what it says of itself.
 */
export async function closeAtOnce(
  { reach, log }: Pick<Runtime, 'reach' | 'log'>,
  { name, desired, conflict }: TargetRow,
): Promise<void> {
  const traffic = targetsOf(reach).get(name)?.traffic
  // During a conflict the proxy is held back already, and what is above it the database has to say.
  if (traffic === undefined || conflict !== null || isLatched(desired.split)) return
  const latched = nextDesired(desired, { stable: desired.stable, split: LATCHED }, null)
  try {
    await within(CALL_LIMIT_MS, `closing ${name}`, (limit) => traffic.write(name, latched, limit))
  } catch (error) {
    log.warn({ err: error, target: name }, `${name} was not told at once that it is closed`)
  }
}
