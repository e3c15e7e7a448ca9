import type { Outcome } from '../../core/change/outside/observations.ts'
import type { Call, Executor } from '../../ports/executor.ts'

/**
 * The second try of something that is safe to repeat has a key of its own: the first is known to have ended without a
 * word.
 */
export const againKey = (key: string): string => `${key}/again`

/**
 * Runs a call, or finds out what became of one that a dead server had begun. What certainly never began is begun now,
 * also when it is not safe to repeat. Whatever is safe is repeated once when nobody knows how it ended; everything
 * else is left to the step's check, or to a person.
 */
export async function runBoundCall(
  executor: Executor,
  call: Call,
  how: { readonly adopt: readonly string[] | null; readonly repeatable: boolean },
): Promise<Outcome> {
  const first = how.adopt === null ? await executor.run(call) : await executor.adopt(call.key, how.adopt)
  if (first.outcome === 'never-began') return again(executor, call)
  if (first.outcome !== 'unknown' || !how.repeatable) return first
  // When it never really began, the same key begins it now; otherwise it says `unknown` again.
  const same = how.adopt === null ? first : await executor.run(call)
  return same.outcome === 'unknown' ? again(executor, call) : same
}

function again(executor: Executor, call: Call): Promise<Outcome> {
  const key = againKey(call.key)
  return executor.run({ ...call, key, env: { ...call.env, CUTWATER_KEY: key } })
}

export async function stopBoundCall(executor: Executor, key: string): Promise<void> {
  await Promise.all([executor.stop(key), executor.stop(againKey(key))])
}
