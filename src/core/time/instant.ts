/** Milliseconds since the Unix epoch, UTC. The core never reads a clock: every instant is an argument. */
export type Instant = number

/** Elapsed milliseconds. */
export type Millis = number

/** RFC 3339, UTC, milliseconds: what the journal, the API and people see. */
export function formatInstant(at: Instant): string {
  return new Date(at).toISOString()
}
