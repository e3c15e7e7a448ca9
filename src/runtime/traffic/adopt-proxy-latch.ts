import { ENGINE } from '../../core/access/actor.ts'
import { isLatched } from '../../core/traffic/desired.ts'
import type { TargetRow } from '../../ports/store/targets.ts'
import type { ProxyReport } from '../../ports/traffic.ts'
import { askChange } from '../change/ask-change.ts'
import type { Runtime } from '../context/runtime.ts'

/**
 * `kill --direct` latched a proxy without the server, or the target was latched and a proxy has something newer. The
 * database latches above the proxy's generation, so that every proxy gets it, and the change that moves the target is
 * killed. `atOnce`: not after the last try failed too, or two databases would chase each other.
 */
export async function adoptProxyLatch(
  runtime: Runtime,
  { name }: TargetRow,
  { instance, has }: Extract<ProxyReport, { reached: true }>,
  atOnce: boolean,
): Promise<void> {
  const { store, clock, log, bells } = runtime
  const { owner } = await store.targets.adoptLatch(name, has, clock.now())
  const why = isLatched(has.split)
    ? `${name} was latched at its proxy; the latch is taken over`
    : `${name} is latched, and its proxy has something newer: it is latched above that`
  log.warn({ target: name, proxy: instance, generation: has.generation, owner }, why)
  if (atOnce) bells.targets.get(name)?.ring()
  if (owner === null) return
  const command = {
    command: 'kill',
    because: isLatched(has.split) ? `${name} was latched directly at its proxy` : `${name} is latched`,
  } as const
  await askChange(runtime, owner, { dedup: `latched/${name}/${has.generation}`, actor: ENGINE, command })
}
