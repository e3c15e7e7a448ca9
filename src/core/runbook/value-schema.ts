import { z } from 'zod'
import { exactly } from '../event/exactly.ts'
import type { Outputs, Scalar, Value } from './value.ts'

/** Values and outputs as runbooks and events keep them. */
export const scalarSchema = exactly<Scalar>()(z.union([z.string(), z.number(), z.boolean()]))
export const outputsSchema = exactly<Outputs>()(z.record(z.string(), scalarSchema))

export const valueSchema = exactly<Value>()(z.union([scalarSchema, z.strictObject({ cel: z.string() })]))
