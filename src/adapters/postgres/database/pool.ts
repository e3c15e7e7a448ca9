import { Kysely, PostgresDialect, type Transaction } from 'kysely'
import pg from 'pg'
import { hostsOf } from '../hosts/find-host.ts'
import { HostClient, hostClient } from '../hosts/host-client.ts'
import type { DatabaseAt, Hosts } from '../hosts/hosts.ts'
import { isGivenUp, isUnanswered } from './failure.ts'
import { preparedNames } from './prepared.ts'
import { type Settings, settle } from './session.ts'
import type { Tables } from './tables.ts'

export type Database = Kysely<Tables>
export type Tx = Transaction<Tables>

export type Connecting = {
  readonly url: DatabaseAt
  /** Every session takes this role at once; null keeps the role of the URL. */
  readonly role: string | null
  readonly max: number
  /** How long one answer may take; tests are less patient. */
  readonly answerLimitMs?: number
  /** Connections that break while nobody uses them; the next call simply opens another. */
  readonly onIdleError: (error: Error) => void
}

/**
 * A pool in which no call can hang: connecting, waiting for a lock, one statement and an idle transaction all have
 * limits. Throws `UrlRefused`.
 */
export function openPool({
  url,
  role,
  max,
  onIdleError,
  answerLimitMs = ANSWER_LIMIT_MS,
}: Connecting): pg.Pool {
  const settings = role === null ? SETTINGS : { ...SETTINGS, role }
  const hosts = hostsOf(url)
  const pool = new TryingPool(hosts, {
    connectionTimeoutMillis: waitLimitMs(hosts),
    query_timeout: answerLimitMs,
    onConnect: (client: pg.ClientBase) => settle(client, settings),
    Client: strictClient(hosts, preparedNames()),
    max,
    idleTimeoutMillis: 30_000,
    types: { getTypeParser },
  })
  pool.on('error', onIdleError)
  return pool
}

/**
 * A connection of its own, for migrations and what is asked once. It is patient, since another replica may have to be
 * done first.
 */
export async function connectClient(url: DatabaseAt): Promise<pg.Client> {
  const config = { query_timeout: PATIENT_MS + 5_000, types: { getTypeParser } }
  return connected(hostsOf(url), config, {
    ...SETTINGS,
    lock_timeout: String(PATIENT_MS),
    statement_timeout: String(PATIENT_MS),
  })
}

/** For a lease: the database ends the session by itself when nothing was heard for `LEASE_IDLE_MS`. */
export async function connectLease(url: DatabaseAt): Promise<pg.Client> {
  const settings = { ...SETTINGS, idle_session_timeout: String(LEASE_IDLE_MS) }
  return connected(hostsOf(url), { query_timeout: 5_000 }, settings)
}

function connected(hosts: Hosts, config: pg.ClientConfig, settings: Settings): Promise<pg.Client> {
  return hosts.tried(async () => {
    const client = hostClient(hosts, config)
    try {
      await client.connect()
      await settle(client, settings)
      return client
    } catch (error) {
      client.connection.stream.destroy()
      throw error
    }
  })
}

/** The driver's pool makes one attempt at a connection; there may be reason for another. */
class TryingPool extends pg.Pool {
  readonly #hosts: Hosts

  constructor(hosts: Hosts, config: pg.PoolConfig) {
    super(config)
    this.#hosts = hosts
  }

  override connect(): Promise<pg.PoolClient>
  override connect(done: Connected): void
  override connect(done?: Connected): Promise<pg.PoolClient> | undefined {
    const connecting = this.#hosts.tried(() => super.connect())
    if (done === undefined) return connecting
    void connecting.then(
      (client) => done(undefined, client, client.release),
      (error: Error) => done(error, undefined, () => undefined),
    )
    return undefined
  }
}

type Connected = (
  error: Error | undefined,
  client: pg.PoolClient | undefined,
  release: (error?: Error | boolean) => void,
) => void

/** For a place in the pool, and for a connection: of several hosts the right one is looked for meanwhile. */
const waitLimitMs = ({ url }: Hosts): number =>
  url.hosts.length === 1 ? url.connectLimitMs : 2 * url.connectLimitMs + 1_000

export function databaseOn(pool: pg.Pool): Database {
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
}

/** Our tables live apart from whatever else is in the database. */
export const SCHEMA = 'cutwater'

const LOCK_LIMIT_MS = 5_000
const STATEMENT_LIMIT_MS = 10_000
const IDLE_TRANSACTION_LIMIT_MS = 15_000
/** Ours, should the server itself go silent. */
const ANSWER_LIMIT_MS = 12_000
const LEASE_IDLE_MS = 10_000
const PATIENT_MS = 60_000

/** Of every session, each in milliseconds where it is a time. */
const SETTINGS: Settings = {
  search_path: SCHEMA,
  lock_timeout: String(LOCK_LIMIT_MS),
  statement_timeout: String(STATEMENT_LIMIT_MS),
  idle_in_transaction_session_timeout: String(IDLE_TRANSACTION_LIMIT_MS),
}

/**
 * A statement whose answer did not come in time may still be under way, and the driver would let the next user of the
 * connection wait behind it, for ever when the network has swallowed it. Such a connection is closed before anybody
 * hears of it; so is every other that failure.ts gives up, such as one to a primary that became read-only.
 */
function strictClient(hosts: Hosts, nameOf: ReturnType<typeof preparedNames>): new () => HostClient {
  return class extends HostClient {
    /** Why it was given up. A rollback that can no longer be sent fails by the same, not by one of its own. */
    #lostTo: { readonly error: unknown } | null = null

    constructor(config: pg.ClientConfig = {}) {
      super(hosts, config)
      const query = this.query.bind(this) as (...args: readonly unknown[]) => unknown
      const strict = (text: unknown, values: unknown, ...rest: readonly unknown[]) => {
        if (this.#lostTo !== null) return Promise.reject(this.#lostTo.error)
        const asked = query(prepared(text, values), values, ...rest)
        return asked instanceof Promise ? asked.catch((error: unknown) => this.#giveUp(error)) : asked
      }
      this.query = strict as typeof this.query
    }

    async #giveUp(error: unknown): Promise<never> {
      const { stream } = this.connection
      if (isGivenUp(error)) this.#lostTo ??= { error }
      if (isUnanswered(error)) hosts.doubt()
      if (isGivenUp(error) && !stream.closed) {
        const ended = new Promise((resolve) => this.once('end', resolve))
        stream.destroy()
        await ended
      }
      throw error
    }
  }

  /** Only what has values: whatever has none may be several statements in one. */
  function prepared(text: unknown, values: unknown): unknown {
    if (typeof text !== 'string' || !Array.isArray(values) || values.length === 0) return text
    const name = nameOf(text)
    return name === undefined ? text : { text, name }
  }
}

/** Whole numbers of 64 bits are epoch milliseconds and counters here, all far below 2^53. */
function getTypeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  if (oid !== pg.types.builtins.INT8) return pg.types.getTypeParser(oid, format as 'text')
  return (text) => {
    const number = Number(text)
    if (!Number.isSafeInteger(number)) throw new Error(`${text} is too large for a number`)
    return number
  }
}
