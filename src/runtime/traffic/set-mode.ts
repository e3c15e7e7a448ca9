import type { Actor } from '../../core/access/actor.ts'
import type { Millis } from '../../core/time/instant.ts'
import { modeInWords, type TrafficMode } from '../../core/traffic/mode.ts'
import { writesUnderWay } from '../../core/traffic/under-way.ts'
import type { TargetRow } from '../../ports/store/targets.ts'
import type { Runtime } from '../context/runtime.ts'
import { notClosed } from './until-closed.ts'

export type ModeOrder = {
  readonly target: string
  readonly mode: TrafficMode
  readonly actor: Actor
  readonly because: string
}

export type ModeDone =
  | {
      readonly set: true
      readonly already: boolean
      /** Proxies that have not acknowledged it; empty when all have. */
      readonly open: readonly string[]
      /** Let through before and under way still; null while that is not known, and without a mode. */
      readonly writes: number | null
    }
  | { readonly set: false; readonly because: 'unknown-target' }

const SETTLE_LIMIT_MS: Millis = 1_500
const LOOK_AGAIN_MS: Millis = 50

/**
 * Says what the proxies of a target turn away, by its full name, and waits a moment for them. Splits and sides stay as
 * they are, whichever change moves them.
 */
export async function setMode(
  runtime: Runtime,
  { target, mode, actor, because }: ModeOrder,
): Promise<ModeDone> {
  const { store, clock, log, bells } = runtime
  if ((await store.targets.get(target)) === null) return { set: false, because: 'unknown-target' }
  const { already, owner } = await store.targets.setMode(target, mode, actor, because, clock.now())
  bells.targets.get(target)?.ring()
  if (owner !== null) bells.tick.ring()
  log.warn({ target, mode, by: actor, because, already, owner }, `${target} is ${modeInWords(mode)}`)
  const row = await untilAcknowledged(runtime, target)
  const open = row.proxies.length === 0 ? ['no proxy has answered yet'] : notClosed(row)
  return { set: true, already, open, writes: writesUnderWay(row.desired, row.proxies) }
}

async function untilAcknowledged({ store, clock }: Runtime, target: string): Promise<TargetRow> {
  const until = clock.now() + SETTLE_LIMIT_MS
  for (;;) {
    const row = await store.targets.get(target)
    if (row === null) throw new Error(`${target} is gone`)
    if ((row.proxies.length > 0 && notClosed(row).length === 0) || clock.now() >= until) return row
    await clock.sleep(LOOK_AGAIN_MS)
  }
}
