import { type Actor, ENGINE } from '../../../core/access/actor.ts'
import type { Instant } from '../../../core/time/instant.ts'
import { proxyDismissed, proxyReturned } from '../../../core/traffic/target-events.ts'
import type { ProxyDismissal } from '../../../ports/store/targets.ts'
import type { ProxyReport } from '../../../ports/traffic.ts'
import { document } from '../database/document.ts'
import { nudge } from '../database/nudge.ts'
import type { Tx } from '../database/pool.ts'
import { appendTo } from '../journal/streams.ts'
import type { LockedTarget } from './target-row.ts'

type Order = {
  readonly proxy: string
  readonly actor: Actor
  readonly because: string
  readonly now: Instant
}

/** Writes a proxy off that does not answer. */
export async function dismissProxy(
  tx: Tx,
  { name, owner }: LockedTarget,
  { proxy, actor, because, now }: Order,
): Promise<ProxyDismissal> {
  if ((await dismissedOf(tx, name)).has(proxy)) return { dismissed: true, already: true }
  const known = await tx.selectFrom('proxy_state').selectAll().where('target', '=', name).execute()
  const said = known.find(({ instance }) => instance === proxy)
  if (said === undefined) return { dismissed: false, because: 'unknown-proxy' }
  if (said.because === null) return { dismissed: false, because: 'answers' }
  if (known.length === 1) return { dismissed: false, because: 'the-last' }
  await tx
    .insertInto('dismissed_proxy')
    .values({ target: name, instance: proxy, by: document(actor), because, at: now })
    .execute()
  await tx.deleteFrom('proxy_state').where('target', '=', name).where('instance', '=', proxy).execute()
  await appendTo(tx, `target/${name}`, [proxyDismissed.happened(now, actor, { proxy, because })])
  if (owner !== null) await nudge(tx, [owner], now)
  return { dismissed: true, already: false }
}

/**
 * The reports of those that count: without one that was written off and is still silent. One that answers again counts
 * from then on. One that is in no report is bound no more, and what was said of it is forgotten.
 */
export async function countingReports(
  tx: Tx,
  name: string,
  reports: readonly ProxyReport[],
  now: Instant,
): Promise<readonly ProxyReport[]> {
  const dismissed = await dismissedOf(tx, name)
  if (dismissed.size === 0) return reports
  const silent = reports.filter(({ reached, instance }) => !reached && dismissed.has(instance))
  const back = reports.filter(({ reached, instance }) => reached && dismissed.has(instance))
  await tx
    .deleteFrom('dismissed_proxy')
    .where('target', '=', name)
    .where((is) =>
      silent.length === 0
        ? is.lit(true)
        : is(
            'instance',
            'not in',
            silent.map(({ instance }) => instance),
          ),
    )
    .execute()
  if (back.length > 0)
    await appendTo(
      tx,
      `target/${name}`,
      back.map(({ instance }) => proxyReturned.happened(now, ENGINE, { proxy: instance })),
    )
  return reports.filter((report) => !silent.includes(report))
}

async function dismissedOf(tx: Tx, name: string): Promise<ReadonlySet<string>> {
  const rows = await tx.selectFrom('dismissed_proxy').select('instance').where('target', '=', name).execute()
  return new Set(rows.map(({ instance }) => instance))
}
