import { z } from 'zod'
import { exactly } from '../event/exactly.ts'
import type { ProbeState } from './answer.ts'
import { PROBE_KINDS, type Probe } from './probe.ts'
import type { SideStates } from './side.ts'

export const probeKindSchema = z.enum(PROBE_KINDS)
export const probeWordSchema = z.enum(['well', 'failing'])

/** As runbooks keep them. */
export const probeSchema = exactly<Probe>()(
  z.strictObject({
    kind: probeKindSchema,
    path: z.string(),
    delayMs: z.number(),
    everyMs: z.number(),
    timeLimitMs: z.number(),
    failures: z.number(),
    successes: z.number(),
  }),
)

const state = exactly<ProbeState>()(
  z.strictObject({
    now: z.enum(['unknown', 'well', 'failing']),
    run: z.strictObject({ ok: z.boolean(), times: z.number() }).nullable(),
    says: z.string().nullable(),
    at: z.number().nullable(),
  }),
)

const kept = z.strictObject({ version: z.literal(1), states: z.record(z.string(), state) })

/** What is kept of a side between two questions, for the server that asks the next. */
export type KeptSide = z.output<typeof kept>
export const keepSide = (states: SideStates): KeptSide => ({ version: 1, states })

/** What another version has kept is not guessed at: such a side has not been asked yet, and is not ready. */
export function statesFrom(written: unknown): SideStates {
  const read = kept.safeParse(written)
  return read.success ? read.data.states : {}
}
