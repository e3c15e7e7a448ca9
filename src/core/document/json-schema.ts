import { z } from 'zod'

/** A schema as editors read it, in draft 7, which the YAML language server knows best. */
export function jsonSchema(schema: z.ZodType): string {
  return `${JSON.stringify(z.toJSONSchema(schema, { io: 'input', target: 'draft-7' }), null, 2)}\n`
}
