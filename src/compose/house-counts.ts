import { agrees, ordersBehind } from '../core/traffic/said.ts'
import type { HouseCounts, ProxyNow } from '../http/api/server/server-metrics.ts'
import type { TargetRow } from '../ports/store/targets.ts'
import { levelsNow } from '../read/records/levels-now.ts'
import type { Runtime } from '../runtime/context/runtime.ts'
import { within } from '../runtime/context/time-limit.ts'

/** Within what a scrape waits for at most, ten seconds as a rule, with the question who asks. */
const COUNT_LIMIT_MS = 4_000

/** What the metrics say of the house. Rejects when the database does not answer in time. */
export async function houseCounts({ store, clock }: Runtime): Promise<HouseCounts> {
  const [counts, targets, followUps, levels] = await within(COUNT_LIMIT_MS, 'counting for a scrape', () =>
    Promise.all([
      store.counts(),
      store.targets.list(),
      store.followUps.counts(clock.now()),
      levelsNow(store.judges, clock.now()),
    ]),
  )
  const proxies = targets.flatMap((row) => row.proxies.map((proxy) => proxyNow(row, proxy)))
  return { ...counts, followUps, levels, proxies, connections: store.connections() }
}

function proxyNow({ name, desired }: TargetRow, proxy: TargetRow['proxies'][number]): ProxyNow {
  const { instance, has, because, seenAt } = proxy
  return {
    ...{ target: name, instance, seenAt },
    state: because !== null ? 'unreachable' : agrees(proxy, desired) ? 'settled' : 'behind',
    behind: ordersBehind(desired.generation, has?.generation ?? null),
  }
}
