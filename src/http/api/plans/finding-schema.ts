import { z } from 'zod'

export const findingSchema = z
  .strictObject({
    file: z.string(),
    line: z.int().min(1),
    column: z.int().min(1),
    severity: z.enum(['error', 'warning']),
    code: z.string(),
    message: z.string(),
    remedy: z.string(),
  })
  .meta({
    id: 'Finding',
    description: 'One thing that is wrong with a plan, where, and what to write instead.',
  })
