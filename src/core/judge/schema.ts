import { z } from 'zod'
import { exactly } from '../event/exactly.ts'
import { signalShapeSchema } from '../signal/shape-schema.ts'
import { REFERENCES } from './reference.ts'
import type { Bound, Form, Gate, Guard, KnownBound, NoData } from './rule.ts'
import { sequentialReportSchema } from './sequential/report-schema.ts'
import type { Evidence } from './verdict.ts'

/** Rules and their evidence as runbooks and events keep them. */
const op = z.enum(['below', 'above', 'at-least', 'at-most'])
const relative = { of: z.enum(REFERENCES), times: z.number(), plus: z.number() }
const number = z.strictObject({ op, value: z.number() })
const between = z.strictObject({ op: z.literal('between'), low: z.number(), high: z.number() })
export const knownBoundSchema = exactly<KnownBound>()(z.union([number, between]))

const bound = exactly<Bound>()(
  z.union([
    number,
    between,
    z.strictObject({ op, ...relative }),
    z.strictObject({ op: z.enum(['worse-than', 'no-worse-than']), ...relative }),
  ]),
)

const form = exactly<Form>()(
  z.discriminatedUnion('form', [
    z.strictObject({ form: z.literal('for'), ms: z.number(), lookbackMs: z.number() }),
    z.strictObject({
      form: z.literal('over'),
      span: z.union([z.number(), z.literal('hold')]),
      pieces: z.number().exactOptional(),
    }),
    z.strictObject({ form: z.literal('test'), confidence: z.number() }),
  ]),
)

const noData = exactly<NoData>()(
  z.strictObject({
    afterMs: z.number(),
    then: z.enum(['hold', 'pause', 'rollback', 'ignore']),
  }),
)

const base = {
  id: z.string(),
  signal: z.string(),
  each: z.string().exactOptional(),
  bound,
  form,
  minSamples: z.number(),
  noData,
}

export const gateSchema = exactly<Gate>()(
  z.strictObject({
    ...base,
    kind: z.literal('gate'),
    otherwise: z.enum(['hold', 'pause', 'rollback']),
    inconclusive: z
      .strictObject({ afterMs: z.number(), then: z.enum(['hold', 'pause', 'rollback']) })
      .exactOptional(),
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
    test: sequentialReportSchema.exactOptional(),
    refersTo: z
      .strictObject({ ...relative, number: z.number(), lastWeek: z.number().exactOptional() })
      .exactOptional(),
    each: z
      .strictObject({
        label: z.string(),
        name: z.string().nullable(),
        series: z.array(
          z.strictObject({
            name: z.string(),
            verdict: z.enum(['worse', 'no-worse', 'inconclusive', 'no-data', 'assumption-violated']),
            value: z.number().nullable(),
            samples: z.number(),
          }),
        ),
      })
      .exactOptional(),
  }),
)
