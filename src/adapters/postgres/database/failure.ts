import { DatabaseError } from 'pg'

/** Another transaction was in the way; the same again will very likely work. */
export function isCollision(error: unknown): boolean {
  return error instanceof DatabaseError && ['40001', '40P01'].includes(error.code ?? '')
}

/** A lock was not to be had in time. */
export function isBusy(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === '55P03'
}

export function isDuplicate(error: unknown, constraint: string): boolean {
  return error instanceof DatabaseError && error.code === '23505' && error.constraint === constraint
}

/**
 * The database or the way to it failed, and nothing is known about the work that was sent: it may even have been
 * committed. SQLSTATE classes: 08 connection, 25P03 idle too long, 53 resources, 57 cancelled or shut down, 58 system.
 */
export function isOutage(error: unknown): boolean {
  if (error instanceof DatabaseError)
    return /^(08|53|57|58|25P03)/.test(error.code ?? '') || isOutdated(error)
  const { code, message = '' } = error as { code?: unknown; message?: string }
  if (typeof code === 'string' && /^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|EAI_|ENOTFOUND)/.test(code)) return true
  return /connection terminated|connection timeout|timeout expired|timeout exceeded|query read timeout|not queryable|connection error|after calling end|already been destroyed/i.test(
    message,
  )
}

/**
 * A newer server's migration gave a prepared statement other columns: its connection can never use it again, another
 * can.
 */
export function isOutdated(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === '0A000' && /cached plan/.test(error.message)
}
