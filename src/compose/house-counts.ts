import type { HouseCounts } from '../http/api/server/server-metrics.ts'
import { levelsNow } from '../read/records/levels-now.ts'
import { viewTarget } from '../read/records/target-view.ts'
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
  const proxies = targets.flatMap((row) => {
    const { desired, generation, proxies } = viewTarget(row)
    return proxies.map((proxy) =>
      proxy.unreachable !== null
        ? 'unreachable'
        : proxy.generation === generation && proxy.weight === desired
          ? 'settled'
          : 'behind',
    )
  })
  const states = { settled: 0, behind: 0, unreachable: 0 }
  for (const state of proxies) states[state] += 1
  return { ...counts, followUps, levels, proxies: states, connections: store.connections() }
}
