import type { Actor } from '../../core/access/actor.ts'
import type { ChangeId } from '../../core/change/state/change.ts'
import type { Desired } from '../../core/traffic/desired.ts'
import type { ConflictWay } from '../../ports/store/targets.ts'
import { askChange } from '../change/ask-change.ts'
import type { Runtime } from '../context/runtime.ts'

export type Decision = {
  readonly target: string
  readonly how: ConflictWay
  readonly actor: Actor
  readonly because: string
}

export type Decided =
  | { readonly decided: true; readonly desired: Desired; readonly aborted: ChangeId | null }
  | { readonly decided: false; readonly because: 'unknown-target' | 'no-conflict' }

/**
 * A proxy and the database differ, and a person says who is right. With `adopt-proxy` the change that owns the target
 * is aborted: it was made for sides and weights that are no longer so.
 */
export async function decideConflict(
  runtime: Runtime,
  { target, how, actor, because }: Decision,
): Promise<Decided> {
  const { store, clock, log, bells } = runtime
  if ((await store.targets.get(target)) === null) return { decided: false, because: 'unknown-target' }
  const decided = await store.targets.decide(target, how, actor, because, clock.now())
  if (decided === null) return { decided: false, because: 'no-conflict' }
  const { desired, owner } = decided
  bells.targets.get(target)?.ring()
  bells.tick.ring()
  log.warn(
    { target, how, by: actor, because, desired, owner },
    `the conflict of ${target} is decided: ${how}`,
  )
  const aborted = how === 'adopt-proxy' ? owner : null
  if (aborted !== null) {
    const command = {
      command: 'abort',
      because: `${target} was taken over from its proxy: ${because}`,
    } as const
    await askChange(runtime, aborted, { dedup: `adopted/${target}/${desired.generation}`, actor, command })
  }
  return { decided: true, desired, aborted }
}
