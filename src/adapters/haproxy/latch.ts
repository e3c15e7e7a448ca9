import { setTimeout as sleep } from 'node:timers/promises'
import { type Desired, isLatched, latchLocally } from '../../core/traffic/desired.ts'
import { type Control, haproxyControl, type Shown } from './control.ts'
import { entryOf, readEntry } from './entry.ts'
import { entryInFile, mapFileOf, writeMapFile } from './map-file.ts'
import { HaproxyUnavailable } from './runtime-socket.ts'
import { type HaproxyInstance, kept, PASSED_ON_MS } from './traffic.ts'

const TRIES_MAX = 5

type LatchedHaproxy = {
  readonly proxy: string
  readonly already: boolean
  readonly has: Desired
  /** What could not be found out, as a sentence. */
  readonly unsure: string | null
}

/**
 * Closes and latches a target at one HAProxy without a database: `kill --direct`. One worker answers the socket, and
 * the map file tells the others: those that still finish what they began, and one that is just starting. So this looks
 * again once all of them have had the time to read it. Where the socket does not answer, the file alone is written,
 * and that is said. Throws `HaproxyUnavailable`.
 */
export async function latchHaproxy(
  { socket, maps, timeoutMs }: HaproxyInstance & { readonly timeoutMs: number },
  target: string,
): Promise<LatchedHaproxy> {
  const control = haproxyControl({ socket, timeoutMs })
  const first = await control.latch(target).catch((cause: unknown) => byFileAlone(maps, target, cause))
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
          unsure: unsure(now, socket, maps),
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
async function overtaken(target: string, maps: string, control: Control, now: Shown): Promise<Shown> {
  const written = readEntry((await entryInFile(mapFileOf(maps, target), target)) ?? '')
  if (written === null || written.desired.generation < now.held.desired.generation) return now
  if (isLatched(written.desired.split)) return now
  return control.write(target, entryOf({ desired: latchLocally(written.desired), latchedLocally: true }))
}

async function byFileAlone(maps: string, target: string, cause: unknown): Promise<never> {
  if (!(cause instanceof HaproxyUnavailable)) throw cause
  const file = mapFileOf(maps, target)
  const written = readEntry((await entryInFile(file, target)) ?? '')
  if (written === null) throw cause
  const { desired, latchedLocally } = written
  if (!isLatched(desired.split))
    await writeMapFile(file, target, entryOf({ desired: latchLocally(desired), latchedLocally: true }))
  const says = isLatched(desired.split) && !latchedLocally ? 'said so already' : 'says so now'
  throw new HaproxyUnavailable(
    `${cause.message}. Nobody could be asked whether ${target} is closed. Its map file ${file} ${says}: a HAProxy that can read it follows within a second, and one that starts comes up closed`,
    { cause },
  )
}

function unsure({ worker }: Shown, socket: string, maps: string): string | null {
  if (worker?.reads === true) return null
  const why =
    worker === null
      ? 'it runs scripts of an earlier version; reload it'
      : `it cannot read ${maps} while it runs; cutwater doctor says what to do`
  return `Another worker of the HAProxy at ${socket} may still send requests to the canary, or open it again when a reload ends: ${why}. Kill it once more when no reload is under way`
}
