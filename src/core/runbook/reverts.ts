import { z } from 'zod'
import { exactly } from '../event/exactly.ts'
import type { Instant } from '../time/instant.ts'
import type { Side } from '../traffic/desired.ts'
import { sideSchema } from '../traffic/schema.ts'

/** Of a runbook that was made from the journal of a succeeded change, to take it back; no plan says it. */
export type Reverts = {
  /** The change that is taken back. */
  readonly change: string
  readonly because: string
  /** By the stages, gates and guards of the plan; else everybody at once, under its guards. */
  readonly gradual: boolean
  readonly targets: readonly RevertedTarget[]
  /** Steps of the change that nothing takes back, and why. */
  readonly left: readonly LeftStep[]
  /** Guards of the plan that do not watch it, and why. Left out: none, or a version that carried no guards of plans. */
  readonly unwatched?: readonly UnwatchedGuard[]
}

export type RevertedTarget = {
  readonly target: string
  /** Which side serves everybody before the revert; another one then means that the target was moved meanwhile. */
  readonly stable: Side
  /** What serves after it; null when nobody knows its name, only that it still runs. */
  readonly version: string | null
  /** It still runs on the other side, and is kept there that long; null: it is deployed there again. */
  readonly warm: { readonly deployment: string; readonly until: Instant } | null
}

export type UnwatchedGuard = { readonly guard: string; readonly because: string }
export type LeftStep = { readonly step: string; readonly title: string; readonly because: string }

export const revertsSchema = exactly<Reverts>()(
  z.strictObject({
    change: z.string(),
    because: z.string(),
    gradual: z.boolean(),
    targets: z.array(
      z.strictObject({
        target: z.string(),
        stable: sideSchema,
        version: z.string().nullable(),
        warm: z.strictObject({ deployment: z.string(), until: z.number() }).nullable(),
      }),
    ),
    left: z.array(z.strictObject({ step: z.string(), title: z.string(), because: z.string() })),
    unwatched: z.array(z.strictObject({ guard: z.string(), because: z.string() })).exactOptional(),
  }),
)
