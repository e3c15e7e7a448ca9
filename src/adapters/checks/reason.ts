import { formatDuration } from '../../core/time/duration.ts'
import type { LookLimits } from '../../ports/look.ts'
import { networkReason } from '../../ports/network-reason.ts'
import { brief } from '../../ports/printable.ts'

/** Why nothing answered, as words in brackets; a name with several addresses fails with one error for each. */
export function reasonOf(error: unknown, { signal, timeLimitMs }: LookLimits): string {
  if (signal.aborted) return `no answer within ${formatDuration(timeLimitMs)}`
  if (error instanceof AggregateError && error.errors.length > 0)
    return reasonOf(error.errors[0], { signal, timeLimitMs })
  return networkReason(error) ?? brief(error instanceof Error ? error.message : String(error), 200)
}

/** Since `from`, as `performance.now()` has it. */
export const since = (from: number): number => performance.now() - from
