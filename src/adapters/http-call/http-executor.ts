import type { Outcome } from '../../core/change/outside/observations.ts'
import type { Call, Executor } from '../../ports/executor.ts'
import type { Secrets } from '../../ports/secrets.ts'
import { exchange } from './exchange.ts'
import { outcomeOf } from './outcome.ts'
import { HttpBindingFault, httpRequest } from './request.ts'

/** Outcomes and stops that are remembered, so that a key used twice in this process is one call. */
const REMEMBERED_MAX = 10_000

type Known = { readonly outcome: Promise<Outcome>; readonly stop: AbortController }

export type HttpExecutor = Executor & {
  /** Whether a run or a stop of this key was seen by this process: tells the combined executor which one to ask. */
  knows(key: string): boolean
}

/**
 * Makes HTTP calls, each on a connection of its own, with the key as `Idempotency-Key`. A call lives in this process
 * only: what was under way when the server died is `unknown`. See outcome.ts for what an answer means.
 */
export function httpExecutor({ secrets }: { secrets: Secrets }): HttpExecutor {
  const known = new Map<string, Known>()

  function remember(key: string, entry: Known): void {
    known.set(key, entry)
    for (const oldest of known.keys()) {
      if (known.size <= REMEMBERED_MAX) break
      known.delete(oldest)
    }
  }

  return {
    knows: (key) => known.has(key),

    run(call) {
      const before = known.get(call.key)
      if (before !== undefined) return before.outcome
      const stop = new AbortController()
      const outcome = perform(call, stop.signal, secrets)
      remember(call.key, { outcome, stop })
      return outcome
    },

    async adopt(key) {
      const before = known.get(key)
      if (before !== undefined) return before.outcome
      return {
        outcome: 'unknown',
        reason: 'if the call was under way, its answer was lost with the server that made it',
      }
    },

    /** A key that is stopped before it began will never begin. */
    async stop(key) {
      const before = known.get(key)
      if (before === undefined) {
        remember(key, { outcome: Promise.resolve({ outcome: 'stopped' }), stop: new AbortController() })
        return
      }
      before.stop.abort()
      await before.outcome
    },
  }
}

async function perform(call: Call, stop: AbortSignal, secrets: Secrets): Promise<Outcome> {
  const { binding } = call
  if (binding.run !== 'http') throw new Error(`the HTTP executor was given a binding of kind ${binding.run}`)
  try {
    const request = httpRequest(call, binding, secrets)
    const exchanged = await exchange(request, { stop, timeLimitMs: call.timeLimitMs })
    return outcomeOf(exchanged, {
      request,
      check: call.check,
      expect: binding.expect,
      redact: secrets.redact,
    })
  } catch (error) {
    if (!(error instanceof HttpBindingFault)) throw error
    return { outcome: call.check ? 'unknown' : 'failed', reason: secrets.redact(error.message) }
  }
}
