import type { Journal } from '../../ports/store/journal.ts'
import { needMigrated } from './database/migrate.ts'
import { databaseOn, openPool } from './database/pool.ts'
import { hostsOf } from './hosts/find-host.ts'
import type { DatabaseAt } from './hosts/hosts.ts'
import { createJournal } from './journal/journal.ts'

export type ReadJournal = Pick<Journal, 'streams' | 'checkpoints' | 'read'> & { close(): Promise<void> }

const CONNECTIONS = 4

/**
 * The journal for a user who may only read it, such as an auditor's; nothing is migrated. Throws as `openStore` does.
 */
export async function openJournalToRead(url: DatabaseAt): Promise<ReadJournal> {
  const hosts = hostsOf(url)
  await needMigrated(hosts)
  // A connection that breaks while nobody uses it is opened again by the next call.
  const pool = openPool({ url: hosts, role: null, max: CONNECTIONS, onIdleError: () => undefined })
  const db = databaseOn(pool)
  const { streams, checkpoints, read } = createJournal(db)
  return { streams, checkpoints, read, close: () => db.destroy() }
}
