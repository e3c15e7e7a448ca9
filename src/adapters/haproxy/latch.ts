import { setTimeout as sleep } from 'node:timers/promises'
import { type Desired, isLatched } from '../../core/traffic/desired.ts'
import { haproxyControl } from './control.ts'
import { HaproxyUnavailable } from './runtime-socket.ts'
import { type HaproxyInstance, kept } from './traffic.ts'

/** By then a reload that was under way has put a new worker behind the socket. */
const LOOK_AGAIN_MS = 250
const TRIES_MAX = 5

/**
 * Closes and latches a target at one HAProxy without a database: `kill --direct`. A worker that is about to be
 * replaced may be the one that heard it, and its successor may have loaded the map file just before: nothing else
 * would notice, so this looks once more. Throws `HaproxyUnavailable`.
 */
export async function latchHaproxy(
  { socket, maps, timeoutMs }: HaproxyInstance & { readonly timeoutMs: number },
  target: string,
): Promise<{ readonly proxy: string; readonly already: boolean; readonly has: Desired }> {
  const control = haproxyControl({ socket, timeoutMs })
  const first = await control.latch(target)
  try {
    await kept(target, maps, control, first)
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      await sleep(LOOK_AGAIN_MS)
      const { held } = await control.show(target)
      if (isLatched(held.desired.split)) return { proxy: socket, already: first.already, has: held.desired }
      await kept(target, maps, control, await control.latch(target))
    }
  } catch (cause) {
    if (!(cause instanceof HaproxyUnavailable)) throw cause
    throw new HaproxyUnavailable(`${target} was closed and latched at ${socket}, but then ${cause.message}`, {
      cause,
    })
  }
  throw new HaproxyUnavailable(`${target} does not stay latched at ${socket}: something opens it again`)
}
