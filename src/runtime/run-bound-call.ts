import type { Outcome } from '../core/change/observations.ts'
import type { Call, Executor } from '../ports/executor.ts'

/** The second try of something that is safe to repeat has a key of its own: the first is known to have ended without a word. */
export const againKey = (key: string): string => `${key}/again`

/**
 * Runs a call, or finds out what became of one that a dead server had begun. Whatever is safe to repeat is repeated once
 * when nobody knows how it ended; everything else is left to the step's check, or to a person.
 */
export async function runBoundCall(
  executor: Executor,
  call: Call,
  how: { readonly adopt: boolean; readonly repeatable: boolean },
): Promise<Outcome> {
  const first = how.adopt ? await executor.adopt(call.key) : await executor.run(call)
  if (first.outcome !== 'unknown' || !how.repeatable) return first
  // When it never really began, the same key begins it now; otherwise it says `unknown` again.
  const same = how.adopt ? await executor.run(call) : first
  if (same.outcome !== 'unknown') return same
  return executor.run({
    ...call,
    key: againKey(call.key),
    env: { ...call.env, CUTWATER_KEY: againKey(call.key) },
  })
}

export async function stopBoundCall(executor: Executor, key: string): Promise<void> {
  await Promise.all([executor.stop(key), executor.stop(againKey(key))])
}
