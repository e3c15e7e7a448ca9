import { z } from 'zod'
import { list } from '../../document/container.ts'
import { duration, instantOrNow, line, oneOf, slug, slugOrExpression, someText } from '../../document/leaf.ts'
import { accept } from '../item/item.ts'
import { guard } from '../rule/rule.ts'
import { change } from './change.ts'
import { followUps } from './follow-ups.ts'
import { inputs } from './inputs.ts'
import { levels } from './levels.ts'
import { notices } from './notices.ts'
import { contacts, leads } from './people.ts'
import { phases } from './phase.ts'
import { probes } from './probes.ts'
import { rollback } from './rollback.ts'
import { steps } from './step.ts'

/** The one description of a plan: types, validation and `schemas/plan.schema.json` all come from here. */
export const planSchema = z
  .strictObject({
    plan: slug.describe('Name of the plan.'),
    title: someText.describe('For people.'),
    description: z.string().max(4000).optional().describe('For people: what the plan is for.'),
    owner: slug.optional().describe('Who keeps the plan.'),
    reviewers: list(slug, 20).min(1).optional().describe('Who reviews it.'),
    reviewEvery: duration.optional().describe('How often it is to be reviewed; overdue is a warning.'),
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
    change: change.optional(),
    leads: leads.optional(),
    contacts: contacts.optional(),
    levels: levels.optional(),
    probes: probes.optional(),
    steps: steps.optional(),
    phases: phases.optional(),
    guards: list(guard, 100)
      .min(1)
      .optional()
      .describe(
        'What must not happen, from the first request that may reach a canary until it is adopted, over all stages.',
      ),
    rollback: rollback.optional(),
    notices: notices.optional(),
    accept: accept.optional(),
    followUps: followUps.optional(),
  })
  .meta({
    title: 'Cutwater plan',
    oneOf: [{ required: ['steps'] }, { required: ['phases'] }],
    description: 'What to change, in which order, and on which evidence to go on or back.',
  })

export type Plan = z.output<typeof planSchema>
