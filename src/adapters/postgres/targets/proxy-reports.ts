import type { Instant } from '../../../core/time/instant.ts'
import type { ProxyReport } from '../../../ports/traffic.ts'
import { document, plainText } from '../database/document.ts'
import { nudge } from '../database/nudge.ts'
import type { Tx } from '../database/pool.ts'
import { countingReports } from './dismissed-proxies.ts'
import { observedOf, type ProxyKnown } from './proxy-state.ts'
import type { LockedTarget } from './target-row.ts'

/**
 * Keeps what the proxies said, and wakes the owner when that changes what it would observe. The report is the whole
 * list: a proxy that is no longer in it is gone. One out of reach keeps its last word. False when somebody has
 * reported since.
 */
export async function saveReports(
  tx: Tx,
  target: LockedTarget,
  said: readonly ProxyReport[],
  now: Instant,
  askedAt: Instant,
): Promise<boolean> {
  if (!(await isNewest(tx, target.name, now, askedAt))) return false
  const reports = await countingReports(tx, target.name, said, now)
  const before = await proxiesOf(tx, target.name)
  const gone = [...before.keys()].filter(
    (instance) => !reports.some((report) => report.instance === instance),
  )
  if (gone.length > 0)
    await tx
      .deleteFrom('proxy_state')
      .where('target', '=', target.name)
      .where('instance', 'in', gone)
      .execute()
  for (const report of reports) await saveReport(tx, target.name, report, now)
  if (target.owner === null) return true
  const was = observedOf(target, [...before.values()])
  const is = observedOf(target, [...(await proxiesOf(tx, target.name)).values()])
  if (was.settled !== is.settled || was.observed !== is.observed || was.writes !== is.writes)
    await nudge(tx, [target.owner], now)
  return true
}

/**
 * Clocks of two servers differ by milliseconds; a time far ahead is the mark of a clock that was wrong, and means
 * nothing.
 */
const SKEW_MAX_MS = 1_000

async function isNewest(tx: Tx, name: string, now: Instant, askedAt: Instant): Promise<boolean> {
  const marked = await tx
    .updateTable('target')
    .set({ reported_at: now })
    .where('name', '=', name)
    .where((is) => is.or([is('reported_at', '<=', askedAt), is('reported_at', '>', now + SKEW_MAX_MS)]))
    .returning('name')
    .executeTakeFirst()
  return marked !== undefined
}

async function saveReport(tx: Tx, target: string, report: ProxyReport, now: Instant): Promise<void> {
  const said = report.reached
    ? { has: document(report.has), seen_at: now, because: null, writes: report.writes ?? null }
    : { because: plainText(report.because) }
  await tx
    .insertInto('proxy_state')
    .values({ target, instance: report.instance, has: null, seen_at: null, writes: null, ...said })
    .onConflict((conflict) => conflict.columns(['target', 'instance']).doUpdateSet(said))
    .execute()
}

async function proxiesOf(tx: Tx, target: string): Promise<Map<string, ProxyKnown>> {
  const rows = await tx
    .selectFrom('proxy_state')
    .select(['instance', 'has', 'because', 'writes'])
    .where('target', '=', target)
    .execute()
  return new Map(rows.map(({ instance, ...said }) => [instance, said]))
}
