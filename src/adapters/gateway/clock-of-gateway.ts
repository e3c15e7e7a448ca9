import { clockSkew } from '../../core/time/clock-skew.ts'
import type { Instant, Millis } from '../../core/time/instant.ts'

/** Of what a gateway dates, a second more or less changes no verdict. */
const TOLERANCE_MS: Millis = 2_000

/**
 * Why what a gateway dates cannot be used; null when it can, and for one of an earlier version, which does not say its
 * time. `asked` and `answered` are by our clock.
 */
export function skewOfGateway(said: Instant | undefined, asked: Instant, answered: Instant): string | null {
  const skew = said === undefined ? null : clockSkew({ asked, said, answered }, TOLERANCE_MS)
  return skew === null
    ? null
    : `its clock is ${skew}, so what it measures does not count: set both by NTP. The traffic is split as it was told`
}
