import { z } from 'zod'
import { list } from '../../document/container.ts'
import { duration, sentence, slug } from '../../document/leaf.ts'
import { parseOffset } from '../../document/offset.ts'
import { steps } from './step.ts'

const WRITE = 'write before, T, T-60m or T+1h30m'

const at = z
  .string({ error: () => sentence('this has to be a moment counted from T, or before', WRITE) })
  .transform((text, context): 'before' | number => {
    const ms = text === 'before' ? text : parseOffset(text)
    if (ms !== null) return ms
    context.addIssue({
      code: 'custom',
      message: sentence(`"${text.slice(0, 60)}" is not a moment counted from T`, WRITE),
    })
    return z.NEVER
  })
  .meta({ examples: ['before', 'T-60m', 'T', 'T+1h30m'] })

const phase = z
  .strictObject({
    phase: z
      .strictObject({
        name: slug.describe('Unique name of the phase.'),
        at: at
          .optional()
          .describe(
            'Not before this moment; T is the start of the window. before: once the change is scheduled. Default: after the phase before it.',
          ),
        budget: duration
          .optional()
          .describe('How long it should take; longer is told, then pages its lead. It ends nothing.'),
        lead: slug.optional().describe('Who leads it: a name of `leads`.'),
      })
      .describe('A group of steps with a clock.'),
    steps,
  })
  .describe('One phase: its clock, and its steps.')

export type PlanPhase = z.output<typeof phase>
export const phases = list(phase, 50)
  .min(1)
  .describe('Groups of steps with a clock, instead of `steps`. T is the start of the window.')
