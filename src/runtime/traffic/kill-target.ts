import type { Actor } from '../../core/access/actor.ts'
import type { ChangeId } from '../../core/change/state/change.ts'
import { isLatched } from '../../core/traffic/desired.ts'
import { type Asked, askChange } from '../change/ask-change.ts'
import type { Runtime } from '../context/runtime.ts'
import { closeAtOnce } from './close-at-once.ts'
import { knock } from './knock.ts'
import { isClosed, notClosed, untilClosed } from './until-closed.ts'

export type Kill = {
  readonly target: string
  readonly actor: Actor
  readonly because: string
  readonly dedup: string
}

export type Killed =
  | {
      readonly killed: true
      readonly already: boolean
      /** Proxies that have not acknowledged that they are closed; empty when all have. */
      readonly open: readonly string[]
      readonly owner: { readonly id: ChangeId; readonly asked: Asked } | null
    }
  | { readonly killed: false; readonly because: 'unknown-target' }

/**
 * Closes a target and latches it, by its full name. The latch does not wait for the change that moves the target: it
 * does not matter whether that is stuck, over, or whether there is one at all.
 */
export async function killTarget(runtime: Runtime, { target, actor, because, dedup }: Kill): Promise<Killed> {
  const row = await runtime.store.targets.get(target)
  if (row === null) return { killed: false, because: 'unknown-target' }
  void closeAtOnce(runtime, row)
  const command = { dedup, actor, command: { command: 'kill', because } } as const
  if (row.owner !== null) await knock(runtime, row.owner, command)
  const { owner } = await latchTarget(runtime, { target, actor, because })
  // The change may have been quicker.
  const already = isLatched(row.desired.split)
  const [asked, open] = await Promise.all([
    owner === null ? null : askChange(runtime, owner, command),
    stillOpen(runtime, target),
  ])
  return {
    killed: true,
    already,
    open,
    owner: owner === null || asked === null ? null : { id: owner, asked },
  }
}

async function stillOpen(runtime: Runtime, target: string): Promise<readonly string[]> {
  const [row] = await untilClosed(runtime, async () => {
    const found = await runtime.store.targets.get(target)
    return found === null ? [] : [found]
  })
  if (row === undefined || isClosed(row)) return []
  return row.proxies.length === 0 ? ['no proxy has answered yet'] : notClosed(row)
}

/** The target itself, which has to exist. Says which change moves it. */
export async function latchTarget(
  { store, clock, log, bells }: Runtime,
  { target, actor, because }: Omit<Kill, 'dedup'>,
): Promise<{ readonly owner: ChangeId | null }> {
  const { owner, already } = await store.targets.latch(target, actor, because, clock.now())
  bells.targets.get(target)?.ring()
  log.warn({ target, by: actor, because, owner, already }, `${target} is closed and latched`)
  return { owner }
}
