import { z } from 'zod'
import { exactly } from '../../event/exactly.ts'
import { evidenceSchema } from '../../judge/schema.ts'
import type { Cause, GateEvidence } from './change.ts'

/** Parts of a change's state that its events carry too. */
export const gateEvidenceSchema = exactly<GateEvidence>()(
  z.strictObject({
    gate: z.string(),
    target: z.string(),
    evidence: evidenceSchema,
  }),
)

const ofRule = { rule: z.string(), target: z.string() }

export const causeSchema = exactly<Cause>()(
  z.discriminatedUnion('cause', [
    z.strictObject({ cause: z.literal('asked'), because: z.string() }),
    z.strictObject({ cause: z.literal('killed'), because: z.string() }),
    z.strictObject({ cause: z.literal('superseded'), by: z.string() }),
    z.strictObject({ cause: z.literal('guard'), ...ofRule, evidence: evidenceSchema }),
    z.strictObject({
      cause: z.literal('gate'),
      ...ofRule,
      evidence: evidenceSchema,
      undecidedMs: z.number().exactOptional(),
    }),
    z.strictObject({ cause: z.literal('incident'), item: z.string(), because: z.string() }),
    z.strictObject({
      cause: z.literal('no-data'),
      ...ofRule,
      since: z.number(),
      because: z.string().exactOptional(),
    }),
    z.strictObject({ cause: z.literal('probe'), probe: z.string(), target: z.string(), because: z.string() }),
    z.strictObject({ cause: z.literal('step'), step: z.string(), reason: z.string() }),
    z.strictObject({ cause: z.literal('overrun'), endedAt: z.number() }),
    z.strictObject({ cause: z.literal('latched'), target: z.string() }),
    z.strictObject({
      cause: z.literal('drill'),
      from: z.number(),
      answered: z.record(z.string(), z.number()),
    }),
    z.strictObject({ cause: z.literal('missed'), endedAt: z.number() }),
  ]),
)
