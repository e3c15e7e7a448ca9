import type { Actor } from '../../core/access/actor.ts'
import type { Runtime } from '../context/runtime.ts'

export type Release = { readonly target: string; readonly actor: Actor; readonly because: string }
export type Released =
  | { readonly released: true; readonly already: boolean }
  | { readonly released: false; readonly because: 'unknown-target' }

/** Lifts the latch of a target, by its full name. It stays closed: only a change opens it again. */
export async function releaseTarget(
  runtime: Runtime,
  { target, actor, because }: Release,
): Promise<Released> {
  const { store, clock, log, bells } = runtime
  if ((await store.targets.get(target)) === null) return { released: false, because: 'unknown-target' }
  const { already } = await store.targets.release(target, actor, because, clock.now())
  bells.targets.get(target)?.ring()
  bells.tick.ring()
  log.warn({ target, by: actor, because, already }, `the latch of ${target} is lifted; it stays closed`)
  return { released: true, already }
}
