import { StoreUnavailable } from '../../../ports/store/store.ts'
import { isOutage, isWriteRefused, meaningOf } from './failure.ts'

export type OutageTeller = {
  /** The same parts of a store, but an outage of the database is told as one, whichever driver's error it began as. */
  tell<Part extends object>(part: Part): Part
  /** What was written a moment ago found no room. */
  fullOfLate(): boolean
}

/** A disk that is full shows only where something is written: for so long that counts for the whole database. */
const REMEMBERED_MS = 10_000

/** `now` in milliseconds, by any clock that never goes back. */
export function outageTeller(now = (): number => performance.now()): OutageTeller {
  let fullAt = Number.NEGATIVE_INFINITY

  const unavailable = (error: Error, cause: unknown): StoreUnavailable => {
    if (!isWriteRefused(cause))
      return new StoreUnavailable(`the database does not answer: ${error.message}`, { cause: error })
    if (meaningOf(cause) === 'full') fullAt = now()
    const said = `the database takes nothing that is written: ${error.message}`
    return new StoreUnavailable(said, { cause: error, because: 'writes-refused' })
  }
  const told = (result: unknown): unknown => {
    if (!(result instanceof Promise)) return result
    return result.catch((error: unknown) => {
      if (!(error instanceof Error)) throw error
      const cause = [error, error.cause ?? {}].find(isOutage)
      throw cause === undefined ? error : unavailable(error, cause)
    })
  }
  return {
    fullOfLate: () => now() - fullAt < REMEMBERED_MS,
    tell: (part) =>
      Object.fromEntries(
        Object.entries(part).map(([name, value]) => [
          name,
          typeof value === 'function' ? (...args: readonly unknown[]) => told(value(...args)) : value,
        ]),
      ) as typeof part,
  }
}
