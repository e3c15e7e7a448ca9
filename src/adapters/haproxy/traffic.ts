import { setTimeout as sleep } from 'node:timers/promises'
import { type Desired, missedBy } from '../../core/traffic/desired.ts'
import type { AdminIdentity } from '../../ports/admin-identity.ts'
import type { ProxyReport, Traffic } from '../../ports/traffic.ts'
import { type Control, haproxyControl, LOOK_EVERY_MS, type Shown } from './control.ts'
import { entryOf, readEntry } from './entry.ts'
import { type HaproxyInstance, type Maps, mapsOf } from './maps.ts'
import { HaproxyUnavailable } from './runtime-socket.ts'

/**
 * Traffic through one or more HAProxies, each of which decides for itself what it accepts. `ProxyReport.instance` is
 * the runtime socket; `identity` is shown to those on other machines. A proxy counts as reached when it has the state
 * and its map file has it too.
 */
export function haproxyTraffic({
  instances,
  timeoutMs,
  identity,
}: {
  readonly instances: readonly HaproxyInstance[]
  readonly timeoutMs: number
  readonly identity?: AdminIdentity | undefined
}): Traffic {
  const each = (ask: (maps: Maps, control: Control) => Promise<Shown>) =>
    Promise.all(
      instances.map(async (instance): Promise<ProxyReport> => {
        try {
          const control = haproxyControl({ socket: instance.socket, timeoutMs, identity })
          const shown = await ask(mapsOf(instance, control), control)
          return { instance: instance.socket, reached: true, ...said(shown) }
        } catch (cause) {
          if (!(cause instanceof HaproxyUnavailable)) throw cause
          return { instance: instance.socket, reached: false, because: cause.message }
        }
      }),
    )
  return {
    write: (target, desired, signal) =>
      each(async (maps, control) => {
        const shown = await control.write(target, entryOf({ desired, latchedLocally: false }), signal)
        return kept(target, maps, control, shown, signal)
      }),
    read: (target, signal) =>
      each(async (maps, control) => {
        const shown = await control.show(target, signal)
        return kept(target, maps, control, shown, signal)
      }),
  }
}

/** More than any number of servers that write at once will need; the signal ends it sooner. */
const TRIES_MAX = 50

/**
 * Brings the map file to what the proxy has. The socket goes first: closing takes effect at once, and a proxy that
 * restarts before the file is written comes back with the older state, which the reconciler sees. Of several who
 * write the file at once the last one looks at the proxy once more, so that the file ends at what the proxy has. What
 * the file says beyond that was told to another worker of the same HAProxy: then the proxy is brought to the file.
 */
export async function kept(
  target: string,
  maps: Maps,
  control: Control,
  shown: Shown,
  signal?: AbortSignal,
): Promise<Shown> {
  let now = shown
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const inFile = await maps.entry(target, signal)
    if (inFile === now.entry) return tries === 0 ? now : passedOn(target, control, now, signal)
    const { desired, latchedLocally } = now.held
    const written = inFile === null ? null : readEntry(inFile)
    if (written !== null && missedBy(desired, written.desired, latchedLocally)) {
      const newer = written.desired.generation > desired.generation
      now = newer
        ? await control.write(target, entryOf(written), signal)
        : await control.latch(target, signal)
    } else {
      await maps.write(target, now.entry, signal)
      now = await control.show(target, signal)
    }
  }
  throw new HaproxyUnavailable(`the map file ${maps.file(target)} is written by something else all the time`)
}

/** A worker that was replaced so long ago has nothing in its queues any more. */
const YOUNG_S = 60

/** Without a mode nobody waits for writes. Those of a worker that was replaced are not counted by its successor. */
function said({ held, worker, writes }: Shown): { readonly has: Desired; readonly writes?: number | null } {
  const { desired } = held
  if (desired.mode === undefined) return { has: desired }
  const alone = worker !== null && (!worker.successor || worker.upSeconds > YOUNG_S)
  return { has: desired, writes: alone ? writes : null }
}

/**
 * Closed means that no worker begins a request there, also not one that is being replaced: each looks at the file. So
 * it is with what a mode turns away.
 */
async function passedOn(target: string, control: Control, now: Shown, signal?: AbortSignal): Promise<Shown> {
  const { worker, held } = now
  if (
    (held.desired.split.mode === 'open' && held.desired.mode === undefined) ||
    worker === null ||
    !worker.successor ||
    worker.upSeconds > YOUNG_S
  )
    return now
  await sleep(PASSED_ON_MS, undefined, { signal }).catch(() => undefined)
  return control.show(target, signal)
}

/** By then every worker that can read the file has done so. */
export const PASSED_ON_MS = 2 * LOOK_EVERY_MS
