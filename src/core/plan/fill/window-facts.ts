import type { Tree } from '../../document/tree.ts'
import { paceOf } from '../../runbook/pace.ts'
import { parseDuration } from '../../time/duration.ts'
import { formatInstant } from '../../time/instant.ts'
import { parseInstant } from '../../time/parse-instant.ts'

/** Both ends of a window, as expressions may name them; none where it opens at once. `made`: any start will do. */
export function windowFacts(
  { start, duration }: Tree,
  { pace, made }: { readonly pace: number; readonly made: boolean },
): Readonly<Record<string, string>> {
  const read = typeof start === 'string' ? parseInstant(start) : null
  const opens = read !== null && 'at' in read ? read.at : made ? 0 : null
  if (opens === null) return {}
  const length = typeof duration === 'string' ? parseDuration(duration) : null
  return {
    'window.start': formatInstant(opens),
    ...(length === null ? {} : { 'window.end': formatInstant(opens + paceOf(pace)(length)) }),
  }
}
