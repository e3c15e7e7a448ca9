import { formatDuration } from '../../time/duration.ts'
import type { Instant, Millis } from '../../time/instant.ts'

/** `5m old`; what is from the future is as new as can be. */
export function ageInWords(at: Instant, now: Instant): string {
  const ms = Math.max(0, now - at)
  const step = STEPS.find((step) => ms >= step * 2) ?? 1_000
  return `${formatDuration(Math.floor(ms / step) * step)} old`
}

/** Days, hours, minutes: nobody reads `3d4h12m7s`. */
const STEPS: readonly Millis[] = [86_400_000, 3_600_000, 60_000]

/** Without a limit nothing is. */
export const isTooOld = (at: Instant, newerThanMs: Millis | null, now: Instant): boolean =>
  newerThanMs !== null && now - at > newerThanMs
