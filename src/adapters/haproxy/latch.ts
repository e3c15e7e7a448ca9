import { setTimeout as sleep } from 'node:timers/promises'
import { type Desired, isLatched, latchLocally } from '../../core/traffic/desired.ts'
import type { AdminIdentity } from '../../ports/admin-identity.ts'
import { type Control, haproxyControl, type Shown } from './control.ts'
import { entryOf, readEntry } from './entry.ts'
import { type HaproxyInstance, isRemote, type Maps, mapsOf } from './maps.ts'
import { HaproxyUnavailable } from './runtime-socket.ts'
import { kept, PASSED_ON_MS } from './traffic.ts'

const TRIES_MAX = 5

type LatchedHaproxy = {
  readonly proxy: string
  readonly already: boolean
  readonly has: Desired
  /** What could not be found out, as a sentence. */
  readonly unsure: string | null
}

type LatchOrder = HaproxyInstance & {
  readonly timeoutMs: number
  readonly identity?: AdminIdentity | undefined
}

/**
 * Closes and latches a target at one HAProxy without a database: `kill --direct`. One worker answers the socket, and
 * the map file tells the others: those that still finish what they began, and one that is just starting. So this looks
 * again once all of them have had the time to read it. Where the socket does not answer, the file alone is written,
 * and that is said; not so one on another machine, whose file nobody here can write. Throws `HaproxyUnavailable`.
 */
export async function latchHaproxy(
  { timeoutMs, identity, ...instance }: LatchOrder,
  target: string,
): Promise<LatchedHaproxy> {
  const { socket } = instance
  const control = haproxyControl({ socket, timeoutMs, identity })
  const maps = mapsOf(instance, control)
  const first = await control.latch(target).catch((cause: unknown) => {
    if (isRemote(instance)) throw cause
    return byFileAlone(maps, target, cause)
  })
  let now: Shown = first
  try {
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      await kept(target, maps, control, await overtaken(target, maps, control, now))
      await sleep(PASSED_ON_MS)
      now = await control.show(target)
      if (isLatched(now.held.desired.split))
        return {
          proxy: socket,
          already: first.already,
          has: now.held.desired,
          unsure: unsure(now, instance),
        }
      now = await control.latch(target)
    }
  } catch (cause) {
    if (!(cause instanceof HaproxyUnavailable)) throw cause
    throw new HaproxyUnavailable(`${target} was closed and latched at ${socket}, but then ${cause.message}`, {
      cause,
    })
  }
  throw new HaproxyUnavailable(`${target} does not stay latched at ${socket}: something opens it again`)
}

/** The file may hold something newer than the worker that was asked: the latch has to be above both. */
async function overtaken(target: string, maps: Maps, control: Control, now: Shown): Promise<Shown> {
  const written = readEntry((await maps.entry(target)) ?? '')
  if (written === null || written.desired.generation < now.held.desired.generation) return now
  if (isLatched(written.desired.split)) return now
  return control.write(target, entryOf({ desired: latchLocally(written.desired), latchedLocally: true }))
}

async function byFileAlone(maps: Maps, target: string, cause: unknown): Promise<never> {
  if (!(cause instanceof HaproxyUnavailable)) throw cause
  const written = readEntry((await maps.entry(target)) ?? '')
  if (written === null) throw cause
  const { desired, latchedLocally } = written
  if (!isLatched(desired.split))
    await maps.write(target, entryOf({ desired: latchLocally(desired), latchedLocally: true }))
  const says = isLatched(desired.split) && !latchedLocally ? 'said so already' : 'says so now'
  throw new HaproxyUnavailable(
    `${cause.message}. Nobody could be asked whether ${target} is closed. Its map file ${maps.file(target)} ${says}: a HAProxy that can read it follows within a second, and one that starts comes up closed`,
    { cause },
  )
}

function unsure({ worker }: Shown, { socket, maps }: HaproxyInstance): string | null {
  if (worker?.reads === true) return null
  const why =
    worker === null
      ? 'it runs scripts of an earlier version; reload it'
      : `it cannot read ${maps} while it runs; cutwater doctor says what to do`
  return `Another worker of the HAProxy at ${socket} may still send requests to the canary, or open it again when a reload ends: ${why}. Kill it once more when no reload is under way`
}
