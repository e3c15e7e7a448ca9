import { CLOSED } from '../../core/traffic/desired.ts'
import type { TargetRow } from '../../ports/store/targets.ts'
import type { ProxyReport, Traffic } from '../../ports/traffic.ts'
import type { Runtime } from '../context/runtime.ts'
import { addPages, pagesTo } from '../notice/page-stuck.ts'

/**
 * A proxy that is ahead of the database: a backup was restored, or this is another database. Nobody but a person knows which
 * of the two is right, and which side is really stable. Until then the canary gets nothing, the proxy keeps its own stable
 * side, and somebody is paged. A kill and a release of the target make the database's word count again.
 */
export async function holdBackProxy(
  runtime: Runtime,
  { name, desired, owner }: TargetRow,
  traffic: Traffic,
  { instance, has }: Extract<ProxyReport, { reached: true }>,
  signal: AbortSignal,
): Promise<void> {
  if (has.split.mode === 'open')
    await traffic.write(name, { generation: has.generation + 1, stable: has.stable, split: CLOSED }, signal)
  const [environment = ''] = name.split('/')
  const text =
    `${name}: the proxy ${instance} is at generation ${has.generation} with ${has.stable} as stable, the database at ` +
    `${desired.generation} with ${desired.stable}. Was a backup restored? The canary is closed there. ` +
    `See which side is right, then run cutwater kill ${name} and cutwater release ${name}.`
  runtime.log.error({ target: name, proxy: instance, has, desired }, text)
  const page = {
    id: `${name}.ahead.${instance}.${desired.generation}`,
    event: 'target:ahead',
    change: owner ?? name,
    at: runtime.clock.now(),
    text,
    data: { target: name, proxy: instance, has, desired },
  }
  await addPages(runtime, pagesTo(runtime, environment, page))
}
