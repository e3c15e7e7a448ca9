import { ENGINE } from '../../core/access/actor.ts'
import type { TargetRow } from '../../ports/store/targets.ts'
import type { ProxyReport } from '../../ports/traffic.ts'
import { askChange } from '../change/ask-change.ts'
import type { Runtime } from '../context/runtime.ts'

/**
 * `kill --direct` latched a proxy without the server. The database takes the latch over with a newer generation, so
 * that every proxy gets it, and the change that moves the target is killed.
 */
export async function adoptProxyLatch(
  runtime: Runtime,
  { name }: TargetRow,
  { instance, has }: Extract<ProxyReport, { reached: true }>,
): Promise<void> {
  const { store, clock, log, bells } = runtime
  const { owner } = await store.targets.adoptLatch(name, has.generation, clock.now())
  log.warn(
    { target: name, proxy: instance, generation: has.generation, owner },
    `${name} was latched at its proxy; the latch is taken over`,
  )
  bells.targets.get(name)?.ring()
  if (owner === null) return
  const command = { command: 'kill', because: `${name} was latched directly at its proxy` } as const
  await askChange(runtime, owner, { dedup: `latched/${name}/${has.generation}`, actor: ENGINE, command })
}
