import { bindingSchema } from '../binding/schema.ts'
import { jsonSchema } from '../document/json-schema.ts'
import { planSchema } from './schema/plan.ts'

/** The JSON Schemas that editors read, by file name. */
export function publishedSchemas(): Readonly<Record<'plan.schema.json' | 'binding.schema.json', string>> {
  return { 'plan.schema.json': jsonSchema(planSchema), 'binding.schema.json': jsonSchema(bindingSchema) }
}
