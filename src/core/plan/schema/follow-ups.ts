import { z } from 'zod'
import { atMostOne, exactlyOne, list } from '../../document/container.ts'
import { duration, oneOf, sentence, slug, someText } from '../../document/leaf.ts'
import { checks } from '../item/item.ts'
import { bounds } from '../rule/rule.ts'

/** What shows that a task is done. */
const EVIDENCE = ['signal', 'flag', 'events', 'suite', 'told'] as const

const written = z.strictObject({
  title: someText.optional().describe('The task, as people read it.'),
  id: slug.optional().describe('Unique name of the task. Default: made from its place.'),
  owner: slug
    .optional()
    .describe('Who owes it: a name of `leads`. Default: the person who requested the change.'),
  signal: slug
    .optional()
    .describe(
      'A signal that is measured on what serves everybody; the task is done once it holds over its span.',
    ),
  ...bounds,
  over: checks.over,
  minSamples: checks.minSamples,
  flag: checks.flag,
  events: list(someText, 50)
    .min(1)
    .optional()
    .describe(
      'Names of events, all of which have to happen after the end, to the change or its plan, such as plan-registered.',
    ),
  suite: slug.optional().describe('A suite of checks of the binding; the task is done once it passes.'),
  told: slug
    .optional()
    .describe(
      'A channel of the binding that is told the title; the task is done once it has acknowledged it.',
    ),
})
export type PlanTask = z.output<typeof written>

const task = z.union(
  [
    someText.describe('The task, as people read it.').transform((title): PlanTask => ({ title })),
    written
      .refine(...atMostOne(EVIDENCE, 'the evidence of this task'))
      .refine((one) => one.title !== undefined || EVIDENCE.some((key) => one[key] !== undefined), {
        error: () => sentence('this task says nothing', 'write a title'),
      }),
  ],
  { error: () => sentence('this has to be a task', 'write what is to be done') },
)

const followUp = z
  .strictObject({
    id: slug.optional().describe('Unique name. Default: made from when it is owed.'),
    on: oneOf(['succeeded', 'rollback']).describe('After which end it is owed.'),
    within: duration.optional().describe('By when each task is to be done.'),
    every: duration.optional().describe('Or how often, as in hypercare; each round is due at its end.'),
    for: duration.optional().describe('With every: for how long.'),
    tasks: list(task, 100).min(1).describe('What is to be done.'),
  })
  .refine(...exactlyOne(['within', 'every'], 'when it is due'))

export type PlanFollowUp = z.output<typeof followUp>
export const followUps = list(followUp, 50).min(1).describe('Tasks that are owed after the end of a change.')
