import { Kysely, PostgresDialect, type Transaction } from 'kysely'
import pg from 'pg'
import { isGivenUp } from './failure.ts'
import { preparedNames } from './prepared.ts'
import { type Settings, settle } from './session.ts'
import type { Tables } from './tables.ts'

export type Database = Kysely<Tables>
export type Tx = Transaction<Tables>

export type Connecting = {
  readonly url: string
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
 * limits.
 */
export function openPool({
  url,
  role,
  max,
  onIdleError,
  answerLimitMs = ANSWER_LIMIT_MS,
}: Connecting): pg.Pool {
  const settings = role === null ? SETTINGS : { ...SETTINGS, role }
  const pool = new pg.Pool({
    ...connection(url),
    query_timeout: answerLimitMs,
    onConnect: (client: pg.ClientBase) => settle(client, settings),
    Client: strictClient(preparedNames()),
    max,
    idleTimeoutMillis: 30_000,
    types: { getTypeParser },
  })
  pool.on('error', onIdleError)
  // The pool listens only while a connection lies idle. One that breaks in use fails its query, and that error is the
  // one to handle; but without a listener of its own the client would end the whole process.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

/**
 * A connection of its own, for migrations and what is asked once. It is patient, since another replica may have to be
 * done first.
 */
export function connectClient(url: string): Promise<pg.Client> {
  return connected(
    new pg.Client({ ...connection(url), query_timeout: PATIENT_MS + 5_000, types: { getTypeParser } }),
    {
      ...SETTINGS,
      lock_timeout: String(PATIENT_MS),
      statement_timeout: String(PATIENT_MS),
    },
  )
}

/** For a lease: the database ends the session by itself when nothing was heard for `LEASE_IDLE_MS`. */
export function connectLease(url: string): Promise<pg.Client> {
  const settings = { ...SETTINGS, idle_session_timeout: String(LEASE_IDLE_MS) }
  return connected(new pg.Client({ ...connection(url), query_timeout: 5_000 }), settings)
}

async function connected(client: pg.Client, settings: Settings): Promise<pg.Client> {
  // A broken connection also fails the query that is under way; without a listener it would end the process.
  client.on('error', () => undefined)
  try {
    await client.connect()
    await settle(client, settings)
    return client
  } catch (error) {
    client.connection.stream.destroy()
    throw error
  }
}

export function databaseOn(pool: pg.Pool): Database {
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
}

/** Our tables live apart from whatever else is in the database. */
export const SCHEMA = 'cutwater'

const CONNECT_LIMIT_MS = 5_000
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

function connection(url: string): pg.ClientConfig {
  if (!URL.canParse(url))
    throw new Error('the database URL is not a URL (postgres://user:password@host/database)')
  return {
    connectionString: url,
    application_name: 'cutwater',
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
    query_timeout: ANSWER_LIMIT_MS,
    keepAlive: true,
  }
}

/**
 * A statement whose answer did not come in time may still be under way, and the driver would let the next user of the
 * connection wait behind it, for ever when the network has swallowed it. Such a connection is closed before anybody
 * hears of it; so is every other that failure.ts gives up, such as one to a primary that became read-only.
 */
function strictClient(nameOf: ReturnType<typeof preparedNames>): typeof pg.Client {
  return class extends pg.Client {
    /** Why it was given up. A rollback that can no longer be sent fails by the same, not by one of its own. */
    #lostTo: { readonly error: unknown } | null = null

    constructor(config?: string | pg.ClientConfig) {
      super(config)
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
