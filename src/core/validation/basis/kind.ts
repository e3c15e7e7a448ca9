import type { z } from 'zod'
import type { Fault, Path } from '../../document/finding.ts'
import type { Instant, Millis } from '../../time/instant.ts'
import type { Verdict } from './verdict.ts'

/**
 * One kind of check. `schema` reads what stands behind its word in a binding, `bind` fills in what is left out, `judge`
 * says what was seen. Looking is the work of an adapter, and everything that can be decided is decided here.
 *
 * `Seen` is what the adapter of the kind brings home.
 */
export type CheckKind<Name extends string, Schema extends z.ZodType, Bound, Seen> = {
  readonly kind: Name
  readonly schema: Schema
  /** How long it may take where nothing is said. Default: 5 s. */
  readonly timeLimitMs?: Millis
  bind(written: z.output<Schema>): Bound
  /** What a schema cannot say. */
  faults(path: Path, written: z.output<Schema>): readonly Fault[]
  judge(bound: Bound, seen: Seen, now: Instant): Verdict
}

export const checkKind = <const Name extends string, Schema extends z.ZodType, Bound, Seen>(
  kind: CheckKind<Name, Schema, Bound, Seen>,
): CheckKind<Name, Schema, Bound, Seen> => kind

/** How long it took, where that is all that there is to say. */
export type Timed = { readonly ms: Millis }

export const noFaults = (): readonly Fault[] => []
