import { z } from 'zod'

export const outputSchema = z
  .strictObject({ direction: z.string(), attempt: z.int(), status: z.string(), output: z.string() })
  .meta({
    id: 'Output',
    description: 'What one try printed, redacted and bounded: its beginning and its end.',
  })
