import { targetSubject } from '../../core/notice/subject.ts'
import { textOf } from '../../core/notice/text.ts'
import { CLOSED } from '../../core/traffic/desired.ts'
import type { TargetRow } from '../../ports/store/targets.ts'
import type { ProxyReport, Traffic } from '../../ports/traffic.ts'
import type { Runtime } from '../context/runtime.ts'
import { addPages, type Page, pagesTo } from '../notice/page-stuck.ts'

/**
 * A proxy has what the database cannot know: a backup was restored, or this is another database. Nobody but a person
 * knows which of the two is right, and which side is really stable. Until then the canary gets nothing, the proxy
 * keeps its own stable side, nothing that this database orders is written there, and somebody is paged.
 */
export async function holdBackProxy(
  runtime: Runtime,
  { name, desired, owner }: TargetRow,
  traffic: Traffic,
  { instance, has }: Extract<ProxyReport, { reached: true }>,
  signal: AbortSignal,
): Promise<void> {
  const found = await runtime.store.targets.conflict(name, instance, has, runtime.clock.now())
  if (has.split.mode === 'open')
    await traffic.write(name, { ...has, generation: has.generation + 1, split: CLOSED }, signal)
  if (!found) return
  const [environment = ''] = name.split('/')
  const page: Page = {
    id: `${name}.ahead.${instance}.${desired.generation}.${has.generation}`,
    occasion: { kind: 'event', name: 'target:ahead', version: 1 },
    subject: targetSubject(name, owner),
    at: runtime.clock.now(),
    facts: { kind: 'proxy-ahead', target: name, proxy: instance, has, desired },
  }
  runtime.log.error({ target: name, proxy: instance, has, desired }, textOf(page))
  await addPages(runtime, pagesTo(runtime, environment, page))
}
