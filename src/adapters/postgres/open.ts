import type { Clock } from '../../ports/clock.ts'
import type { Store } from '../../ports/store/store.ts'
import { createSessions } from './access/sessions.ts'
import { createTokens } from './access/tokens.ts'
import { createAttachments } from './changes/attachments.ts'
import { createKillOrders } from './changes/kill-orders.ts'
import { createPlans } from './changes/plans.ts'
import { createRunbooks } from './changes/runbooks.ts'
import { migrate } from './database/migrate.ts'
import { connectClient, databaseOn, openPool } from './database/pool.ts'
import { createReplicas } from './database/replicas.ts'
import { refuseSharedSessions } from './database/session.ts'
import { takesWrites } from './database/takes-writes.ts'
import { outageTeller } from './database/tell-outages.ts'
import { createEffects } from './effects/effects.ts'
import { orderedHere } from './effects/ordered-here.ts'
import { createFlags } from './flags/flags.ts'
import { createFollowUps } from './follow-ups/follow-ups.ts'
import { hostsOf } from './hosts/find-host.ts'
import type { DatabaseAt } from './hosts/hosts.ts'
import { createJournal } from './journal/journal.ts'
import { createNotices } from './notices/notices.ts'
import { createJudges } from './observation/judges.ts'
import { createSamples } from './observation/samples.ts'
import { createProbes } from './probes/probes.ts'
import { countAll } from './questions/counts.ts'
import { createFeed } from './questions/feed.ts'
import { createQuestions } from './questions/questions.ts'
import { createTargets } from './targets/targets.ts'
import { createTicks } from './turns/ticks.ts'

export type Opening = {
  readonly url: DatabaseAt
  /** Only for the time at which a migration is applied. */
  readonly clock?: Pick<Clock, 'now'>
  /** What an operator should read: a missing privilege, a broken connection, a worker's trouble. */
  readonly warn?: (message: string) => void
  readonly connections?: number
}

/**
 * Migrates and opens the database. `close` waits for every connection.
 * Throws `DatabaseNotUsable` for a database of a newer version or a part of one, `SessionsNotKept` behind a pooler in
 * transaction mode, `UrlRefused`.
 */
export async function openStore({ url, clock, warn = () => {}, connections = 20 }: Opening): Promise<Store> {
  const hosts = hostsOf(url, warn)
  await refuseSharedSessions(() => connectClient(hosts))
  const { role, warnings } = await migrate(hosts, clock?.now() ?? Date.now())
  for (const warning of warnings) warn(warning)
  let closing = false
  // Only what it says: the driver's error carries the whole client with it.
  const onIdleError = ({ message }: Error) => {
    if (!closing) warn(`a connection to the database broke: ${message}`)
  }
  const pool = openPool({ url: hosts, role, max: connections, onIdleError })
  const ordered = orderedHere(({ message }) => warn(`an effect could not be begun at once: ${message}`))
  const db = databaseOn(pool)
  const runbooks = createRunbooks()
  const outages = outageTeller()
  const { tell } = outages
  return {
    ticks: tell(createTicks({ db, ordered, runbooks })),
    targets: tell(createTargets(db)),
    effects: tell(createEffects(db, ordered)),
    judges: tell(createJudges(db, runbooks)),
    samples: tell(createSamples(db)),
    probes: tell(createProbes(db)),
    flags: tell(createFlags(db)),
    followUps: tell(createFollowUps(db)),
    journal: tell(createJournal(db)),
    feed: tell(createFeed(db, runbooks)),
    notices: tell(createNotices(db)),
    plans: tell(createPlans(db)),
    attachments: tell(createAttachments(db)),
    tokens: tell(createTokens(db)),
    sessions: tell(createSessions(db)),
    killOrders: tell(createKillOrders(db)),
    replicas: tell(createReplicas(db, hosts)),
    questions: tell(createQuestions(db, runbooks)),
    ...tell({ takesWrites: () => takesWrites(db, outages.fullOfLate) }),
    counts: () => countAll(db),
    connections: () => ({ open: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    async close() {
      closing = true
      await db.destroy()
    },
  }
}

export { DatabaseNotUsable } from './database/not-usable.ts'
