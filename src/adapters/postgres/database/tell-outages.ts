import { StoreUnavailable } from '../../../ports/store/store.ts'
import { isOutage } from './failure.ts'

/** The same parts of a store, but an outage of the database is told as one, whichever driver's error it began as. */
export function tellOutages<Part extends object>(part: Part): Part {
  const told = Object.entries(part).map(([name, value]) => [
    name,
    typeof value === 'function' ? (...args: readonly unknown[]) => told1(value(...args)) : value,
  ])
  return Object.fromEntries(told) as Part
}

function told1(result: unknown): unknown {
  if (!(result instanceof Promise)) return result
  return result.catch((error: unknown) => {
    if (error instanceof Error && (isOutage(error) || isOutage(error.cause ?? {})))
      throw new StoreUnavailable(`the database does not answer: ${error.message}`, { cause: error })
    throw error
  })
}
