import { z } from 'zod'
import { exactly } from '../event/exactly.ts'
import { signalShapeSchema } from '../signal/shape-schema.ts'
import { REFERENCES } from './reference.ts'
import type { Bound, Form, Gate, Guard, NoData } from './rule.ts'
import type { Evidence } from './verdict.ts'

/** Rules and their evidence as runbooks and events keep them. */
const op = z.enum(['below', 'above', 'at-least', 'at-most'])
const relative = { of: z.enum(REFERENCES), times: z.number(), plus: z.number() }
const bound = exactly<Bound>()(
  z.union([
    z.strictObject({ op, value: z.number() }),
    z.strictObject({ op: z.literal('between'), low: z.number(), high: z.number() }),
    z.strictObject({ op, ...relative }),
  ]),
)

const form = exactly<Form>()(
  z.discriminatedUnion('form', [
    z.strictObject({ form: z.literal('for'), ms: z.number(), lookbackMs: z.number() }),
    z.strictObject({ form: z.literal('over'), span: z.union([z.number(), z.literal('hold')]) }),
  ]),
)

const noData = exactly<NoData>()(
  z.strictObject({
    afterMs: z.number(),
    then: z.enum(['hold', 'pause', 'rollback', 'ignore']),
  }),
)

const base = { id: z.string(), signal: z.string(), bound, form, minSamples: z.number(), noData }

export const gateSchema = exactly<Gate>()(
  z.strictObject({
    ...base,
    kind: z.literal('gate'),
    otherwise: z.enum(['hold', 'pause', 'rollback']),
  }),
)

export const guardSchema = exactly<Guard>()(
  z.strictObject({
    ...base,
    kind: z.literal('guard'),
    then: z.enum(['rollback', 'rollback-gradual', 'pause']),
    tell: z.array(z.string()).exactOptional(),
    ask: z.array(z.string()).exactOptional(),
  }),
)

export const evidenceSchema = exactly<Evidence>()(
  z.strictObject({
    signal: z.string(),
    shape: signalShapeSchema.exactOptional(),
    bound,
    value: z.number().nullable(),
    samples: z.number(),
    minSamples: z.number(),
    from: z.number(),
    to: z.number(),
    unseenMs: z.number().exactOptional(),
    stable: z.strictObject({ value: z.number().nullable(), samples: z.number() }).nullable(),
    sharedIncident: z.boolean(),
    refersTo: z.strictObject({ ...relative, number: z.number() }).exactOptional(),
  }),
)
