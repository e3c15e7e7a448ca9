import type { Actor } from '../../core/access/actor.ts'
import type { ProxyDismissal } from '../../ports/store/targets.ts'
import type { Runtime } from '../context/runtime.ts'

export type Dismissal = {
  readonly target: string
  readonly proxy: string
  readonly actor: Actor
  readonly because: string
}

export type DismissalGiven =
  | ProxyDismissal
  | { readonly dismissed: false; readonly because: 'unknown-target' }

/**
 * A proxy that is gone for good is waited for no more: a rollback that it alone held up goes on. A person says so, for
 * only a person can know that it does not go on serving users where nobody hears of it.
 */
export async function dismissProxy(
  runtime: Runtime,
  { target, proxy, actor, because }: Dismissal,
): Promise<DismissalGiven> {
  const { store, clock, log, bells } = runtime
  if ((await store.targets.get(target)) === null) return { dismissed: false, because: 'unknown-target' }
  const given = await store.targets.dismissProxy(target, proxy, actor, because, clock.now())
  if (!given.dismissed || given.already) return given
  bells.targets.get(target)?.ring()
  bells.tick.ring()
  log.warn({ target, proxy, by: actor, because }, `the proxy ${proxy} of ${target} is waited for no more`)
  return given
}
