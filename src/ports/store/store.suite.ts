import { after, before } from 'node:test'
import type { Store } from './store.ts'
import { accessSuite } from './suite/access.suite.ts'
import { attachmentsSuite } from './suite/attachments.suite.ts'
import { baselinesSuite } from './suite/baselines.suite.ts'
import { drillsSuite } from './suite/drills.suite.ts'
import { effectsSuite } from './suite/effects.suite.ts'
import { followUpsSuite } from './suite/follow-ups.suite.ts'
import { modesSuite } from './suite/modes.suite.ts'
import { observationSuite } from './suite/observation.suite.ts'
import { ordersSuite } from './suite/orders.suite.ts'
import { pagesSuite } from './suite/pages.suite.ts'
import { probesSuite } from './suite/probes.suite.ts'
import { proxiesSuite } from './suite/proxies.suite.ts'
import { pruningSuite } from './suite/pruning.suite.ts'
import { recordsSuite } from './suite/records.suite.ts'
import { replicasSuite } from './suite/replicas.suite.ts'
import { ticksSuite } from './suite/ticks.suite.ts'

/**
 * What every store has to keep to. Opened once; the database may hold anything before and does hold something after.
 */
export function storeSuite(open: () => Promise<Store>): void {
  let opened: Store | undefined
  const store = () => {
    if (opened === undefined) throw new Error('the store is not open')
    return opened
  }
  before(async () => {
    opened = await open()
  })
  after(() => opened?.close())
  ticksSuite(store)
  ordersSuite(store)
  modesSuite(store)
  proxiesSuite(store)
  effectsSuite(store)
  observationSuite(store)
  probesSuite(store)
  pagesSuite(store)
  followUpsSuite(store)
  recordsSuite(store)
  attachmentsSuite(store)
  baselinesSuite(store)
  drillsSuite(store)
  replicasSuite(store)
  accessSuite(store)
  pruningSuite(store)
}
