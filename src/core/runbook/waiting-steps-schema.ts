import { z } from 'zod'
import { exactly } from '../event/exactly.ts'
import { stepBaseSchema } from './step-base.ts'
import type { AdoptStep } from './waiting-steps.ts'

/** Steps that last until something is so, as runbooks keep them. */
export const adoptSchema = exactly<AdoptStep>()(
  z.strictObject({
    ...stepBaseSchema,
    kind: z.literal('adopt'),
    targets: z.array(z.string()),
    rollouts: z.array(z.string()),
  }),
)
