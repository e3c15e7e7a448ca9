import { DatabaseError } from 'pg'
import { NotConnected } from '../hosts/not-connected.ts'

/**
 * What an error of the database means. `away`: nothing is known about the work that was sent, it may even have
 * been committed. `read-only` and `full`: it answers and keeps nothing, as a primary that became a standby does,
 * or one whose disk has no room. `collision`: another transaction was in the way; the same again will very likely
 * work. `busy`: a lock was not to be had in time. `outdated`: this connection can never use its prepared statement
 * again, another can.
 */
export type Meaning = 'away' | 'read-only' | 'full' | 'collision' | 'busy' | 'outdated'

type Row = {
  readonly means: Meaning
  /** The connection leads to a server that will not do: the next call needs another. */
  readonly givenUp: boolean
}

const away: Row = { means: 'away', givenUp: false }
const awayForGood: Row = { means: 'away', givenUp: true }

/**
 * By SQLSTATE, the whole code before its class. What is not here is no outage: class XX too, where the database
 * answers and one thing in it is broken, which somebody has to be told of rather than to wait for.
 */
const MEANINGS: Readonly<Record<string, Row>> = {
  // connection exceptions
  '08': awayForGood,
  // read-only: demoted, or set so by an administrator; behind one address the next connection finds the new primary
  '25006': { means: 'read-only', givenUp: true },
  // a transaction that was idle, or took, too long
  '25P03': awayForGood,
  '25P04': awayForGood,
  // it does not let us in any more: a password that was changed, a rule of access, a database that was renamed
  '28': away,
  '3D000': away,
  '40001': { means: 'collision', givenUp: false },
  // what became of the statement is unknown
  '40003': awayForGood,
  '40P01': { means: 'collision', givenUp: false },
  // resources: memory, connections, limits
  '53': away,
  // the disk is full
  '53100': { means: 'full', givenUp: false },
  '53200': awayForGood,
  '55P03': { means: 'busy', givenUp: false },
  // a statement that took too long, or that somebody cancelled; then the server that shuts down, crashes or starts
  '57': awayForGood,
  '57014': away,
  // the system under it: input and output, files
  '58': away,
  // a file of its configuration
  F0: away,
}

const OUTDATED: Row = { means: 'outdated', givenUp: true }

/** Errors of the system and of the driver have no SQLSTATE. */
const NETWORK = /^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|EAI_|ENOTFOUND)/
const DRIVER =
  /connection terminated|connection timeout|timeout expired|timeout exceeded|query read timeout|not queryable|connection error|after calling end|already been destroyed/i
/** The answer may still be under way, and the next user of the connection would wait behind it. */
const UNANSWERED = 'Query read timeout'

function rowOf(error: unknown): Row | null {
  // Whatever the reason, it says nothing about what was to be asked.
  if (error instanceof NotConnected)
    return error.code === '25006' ? { means: 'read-only', givenUp: false } : away
  if (error instanceof DatabaseError) {
    const code = error.code ?? ''
    // Whatever the reason, the session is over, or none was to be had.
    if (error.severity === 'FATAL' || error.severity === 'PANIC') return awayForGood
    // A newer server's migration gave a prepared statement other columns.
    if (code === '0A000' && /cached plan/.test(error.message)) return OUTDATED
    return MEANINGS[code] ?? MEANINGS[code.slice(0, 2)] ?? null
  }
  const { code, message = '' } = error as { code?: unknown; message?: string }
  if (isUnanswered(error)) return awayForGood
  return (typeof code === 'string' && NETWORK.test(code)) || DRIVER.test(message) ? away : null
}

/** Of the driver, when the answer did not come within its time limit. */
export const isUnanswered = (error: unknown): boolean =>
  error instanceof Error && error.message === UNANSWERED

/** Null: it says something about what was asked, not about the database. */
export const meaningOf = (error: unknown): Meaning | null => rowOf(error)?.means ?? null

export const isCollision = (error: unknown): boolean => meaningOf(error) === 'collision'

/** The user of this session may not do it. */
export const isForbidden = (error: unknown): boolean =>
  error instanceof DatabaseError && error.code === '42501'

export const isBusy = (error: unknown): boolean => meaningOf(error) === 'busy'

/** The database or the way to it failed, which says nothing about what was asked. */
export function isOutage(error: unknown): boolean {
  const means = meaningOf(error)
  return means === 'away' || means === 'outdated' || isWriteRefused(error)
}

/** It answers, and keeps nothing that is written. */
export function isWriteRefused(error: unknown): boolean {
  const means = meaningOf(error)
  return means === 'read-only' || means === 'full'
}

/** Whether nobody may use the connection again on which this happened. */
export const isGivenUp = (error: unknown): boolean => rowOf(error)?.givenUp === true

export function isDuplicate(error: unknown, constraint: string): boolean {
  return error instanceof DatabaseError && error.code === '23505' && error.constraint === constraint
}
