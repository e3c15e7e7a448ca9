import { z } from 'zod'
import type { Act, Outputs, Scalar, Value } from './runbook.ts'

/** What is done to the outside world, and what it reports, as runbooks and events keep it. */
export const scalarSchema: z.ZodType<Scalar> = z.union([z.string(), z.number(), z.boolean()])
export const outputsSchema: z.ZodType<Outputs> = z.record(z.string(), scalarSchema)

const value: z.ZodType<Value> = z.union([scalarSchema, z.strictObject({ cel: z.string() })])
const targets = z.array(z.string())

export const actSchema: z.ZodType<Act> = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('deploy'), target: z.string(), version: value }),
  z.strictObject({ act: z.literal('undeploy'), target: z.string() }),
  z.strictObject({ act: z.literal('action'), name: z.string(), with: z.record(z.string(), value) }),
  z.strictObject({
    act: z.literal('set-flags'),
    targets,
    set: z.record(z.string(), value),
    lock: z.boolean(),
  }),
  z.strictObject({ act: z.literal('restore-flags'), targets, flags: z.array(z.string()) }),
  z.strictObject({ act: z.literal('read-flag'), targets, flag: z.string(), equals: value }),
])
