import { z } from 'zod'
import { bindingSchema } from '../binding/schema.ts'
import { planSchema } from './schema/plan.ts'

/** The JSON Schemas that editors read, by file name. Draft 7, which the YAML language server knows best. */
export function publishedSchemas(): Readonly<Record<'plan.schema.json' | 'binding.schema.json', string>> {
  return { 'plan.schema.json': jsonSchema(planSchema), 'binding.schema.json': jsonSchema(bindingSchema) }
}

function jsonSchema(schema: z.ZodType): string {
  return `${JSON.stringify(z.toJSONSchema(schema, { io: 'input', target: 'draft-7' }), null, 2)}\n`
}
