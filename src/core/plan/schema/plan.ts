import { z } from 'zod'
import { duration, instantOrNow, line, oneOf, slug, slugOrExpression, someText } from '../../document/leaf.ts'
import { accept } from './accept.ts'
import { inputs } from './inputs.ts'
import { steps } from './step.ts'

/** The one description of a plan: types, validation and `schemas/plan.schema.json` all come from here. */
export const planSchema = z
  .strictObject({
    plan: slug.describe('Name of the plan.'),
    title: someText.describe('For people.'),
    description: z.string().max(4000).optional().describe('For people: what the plan is for.'),
    inputs: inputs.optional(),
    environment: slugOrExpression
      .optional()
      .describe('Where it runs. Default: the input called environment.'),
    version: line.optional().describe('What is released. Needed when the plan deploys something.'),
    whenBusy: oneOf(['wait', 'refuse', 'supersede'])
      .optional()
      .describe(
        'When another change has a target of this one: wait for it, refuse to start, or roll it back first. Default: wait.',
      ),
    window: z
      .strictObject({
        start: instantOrNow
          .optional()
          .describe('An ISO 8601 instant with an offset; empty or left out: at once.'),
        duration: duration.describe('How long the window is open.'),
        atEnd: oneOf(['hold', 'rollback'])
          .optional()
          .describe('What a change does that still runs at the end. Default: hold.'),
      })
      .optional()
      .describe('When the change may run. Past its end no weight is raised, and someone is paged.'),
    steps,
    accept: accept.optional(),
  })
  .meta({
    title: 'Cutwater plan',
    description: 'What to change, in which order, and on which evidence to go on or back.',
  })

export type Plan = z.output<typeof planSchema>
