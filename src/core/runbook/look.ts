import { z } from 'zod'
import { exactly } from '../event/exactly.ts'
import { knownBoundSchema } from '../judge/schema.ts'
import type { Millis } from '../time/instant.ts'
import type { CountBound } from '../validation/counted.ts'

/** An act that looks at what the binding names and changes nothing, so that it may be done twice without harm. */
export type LookAct =
  /** Every check of a suite. */
  | { readonly act: 'suite'; readonly name: string }
  /** One check: a journey, or what reads evidence. `counts`: what it counts has to be so, in place of all of it. */
  | { readonly act: 'check'; readonly name: string; readonly counts?: CountBound }
  /** The check that the environment says tells whether an incident is open; it passes when none is. */
  | { readonly act: 'incidents' }
  /** A service is asked over HTTP, as nobody or as one of its users. */
  | {
      readonly act: 'http'
      readonly service: string
      readonly path: string
      readonly as?: string
      /** Absent: 200 to 299. */
      readonly status?: readonly number[]
      /** Absent: as long as it may take. */
      readonly withinMs?: Millis
    }

const LOOKS: ReadonlySet<string> = new Set<LookAct['act']>(['suite', 'check', 'http', 'incidents'])

export const isLook = <A extends { readonly act: string }>(act: A): act is A & LookAct => LOOKS.has(act.act)

export const countBoundSchema = exactly<CountBound>()(
  z.strictObject({ of: z.enum(['share', 'number']), bound: knownBoundSchema }),
)

export const lookSchemas = [
  z.strictObject({ act: z.literal('suite'), name: z.string() }),
  z.strictObject({ act: z.literal('incidents') }),
  z.strictObject({ act: z.literal('check'), name: z.string(), counts: countBoundSchema.exactOptional() }),
  z.strictObject({
    act: z.literal('http'),
    service: z.string(),
    path: z.string(),
    as: z.string().exactOptional(),
    status: z.array(z.number()).exactOptional(),
    withinMs: z.number().exactOptional(),
  }),
] as const
