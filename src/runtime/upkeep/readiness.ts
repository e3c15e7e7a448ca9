import type { Millis } from '../../core/time/instant.ts'
import { outageWords } from '../context/outage.ts'
import type { Runtime } from '../context/runtime.ts'
import { within } from '../context/time-limit.ts'

const ANSWER_LIMIT_MS: Millis = 2_000

export type Readiness = { readonly ready: true } | { readonly ready: false; readonly because: string }

/**
 * Whether the server can work: whether its database answers and takes what is written. Never more than one
 * question is under way, however many ask, so that looking at a database that stands still does not use up the
 * connections to it.
 */
export function readinessOf({ store }: Pick<Runtime, 'store'>): () => Promise<Readiness> {
  let asked: { readonly answer: Promise<unknown>; readonly at: number } | null = null

  const ask = () => {
    const answer = store.takesWrites()
    const asking = { answer, at: performance.now() }
    asked = asking
    const over = () => {
      if (asked === asking) asked = null
    }
    answer.then(over, over)
    return asking
  }

  return async () => {
    const { answer, at } = asked ?? ask()
    const patienceMs = Math.max(0, at + ANSWER_LIMIT_MS - performance.now())
    try {
      await within(patienceMs, 'asking the database', () => answer)
      return { ready: true }
    } catch (error) {
      return { ready: false, because: outageWords(error) }
    }
  }
}
