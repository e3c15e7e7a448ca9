import { formatInstant, type Instant } from '../../core/time/instant.ts'

/** RFC 3339, UTC: how instants leave the server. */
export type Shown = string

export function instant(at: Instant): Shown {
  return formatInstant(at)
}

export function maybe(at: Instant | null): Shown | null {
  return at === null ? null : formatInstant(at)
}
