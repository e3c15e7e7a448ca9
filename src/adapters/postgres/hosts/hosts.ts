import type pg from 'pg'
import type { Kept, Role } from '../../../core/database/choose-host.ts'
import type { DatabaseUrl } from '../../../core/database/database-url.ts'
import type { DatabaseHost } from '../../../core/database/host-list.ts'

/** How a database is reached: its URL, and a file that holds the password instead. */
export type DatabaseAccess = {
  readonly url: string
  readonly passwordFile?: string | undefined
}

/** The hosts of one database: which of them is used, by everything that this process has open there. */
export type Hosts = {
  readonly url: DatabaseUrl
  /** Read from its file each time; null where the password has none. */
  readonly password: (() => string) | null
  /** The host to connect to; the first time it is found out. */
  readonly current: () => Promise<DatabaseHost>
  /** A connection to a host that said this of itself. False when another host has been chosen meanwhile. */
  readonly keeps: (host: DatabaseHost, role: Role | null, client: pg.Client) => boolean
  readonly newest: () => Kept['timeline']
  /** The host that is used has left a question without an answer: looks whether another counts by now. */
  readonly doubt: () => void
  /**
   * Runs it; once more when it failed to connect and there is a reason to try again: another host takes writes, or the
   * file has another password by now.
   */
  readonly tried: <T>(connect: () => Promise<T>) => Promise<T>
}

export type DatabaseAt = string | DatabaseAccess | Hosts
