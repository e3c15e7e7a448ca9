import type { Instant } from '../time/instant.ts'

export type Attributes = Readonly<Record<string, string | number | boolean>>

/** Something that took its time, as a trace shows it. */
export type Span = {
  /** Names it within its trace: the same on every server. */
  readonly key: string
  /** The key of the span it is part of; null of the change itself. */
  readonly parent: string | null
  readonly name: string
  readonly from: Instant
  readonly to: Instant
  /** Why it did not end well; null where it did. */
  readonly failed: string | null
  readonly attributes: Attributes
  readonly notes: readonly Note[]
}

/** Something that happened within a span. */
export type Note = { readonly at: Instant; readonly name: string; readonly says: string }
