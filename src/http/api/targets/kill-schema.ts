import { z } from 'zod'

export const killAnswerSchema = z.enum(['accepted', 'pending']).meta({
  description:
    'Of the change; `pending`: it is stuck or slow, and rolls back at its next turn. Its targets do not wait for it.',
})
