import { atMost } from '../database/at-most.ts'

/** Effects that one server begins at the same time. */
const AT_ONCE = 8

/**
 * The short way from a turn to the beginning of what it ordered, within one process: the row in the database is the
 * long one.
 */
export type OrderedHere = {
  /** After the turn is committed. */
  tell(effects: readonly string[]): void
  /** Until the returned function is called, which waits for the calls that are under way. */
  hear(begin: (effect: string) => Promise<void>): () => Promise<void>
}

/** One that cannot be begun stays pending, and is found there. */
export function orderedHere(onError: (error: Error) => void): OrderedHere {
  const inTurn = atMost(AT_ONCE)
  const underWay = new Set<Promise<unknown>>()
  let begin: ((effect: string) => Promise<void>) | null = null
  return {
    tell(effects) {
      const heard = begin
      if (heard === null) return
      for (const effect of effects) {
        const call: Promise<unknown> = inTurn(() => heard(effect))
          .catch(onError)
          .finally(() => underWay.delete(call))
        underWay.add(call)
      }
    },
    hear(heard) {
      begin = heard
      return async () => {
        begin = null
        await Promise.all(underWay)
      }
    },
  }
}
