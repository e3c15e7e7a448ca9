import { z } from 'zod'
import { exactlyOne, list, record } from '../../document/container.ts'
import { duration, flagName, slug, someText, value, yesOrNo } from '../../document/leaf.ts'

export const CHECKS = ['held', 'flag', 'action', 'events', 'person'] as const

const item = z
  .strictObject({
    title: someText.describe('The line of the checklist, as people read it.'),
    id: slug.optional().describe('Unique name of the line. Default: made from its check.'),
    when: yesOrNo.optional().describe('An expression over inputs; false leaves the line out.'),
    held: z
      .strictObject({
        gate: slug.optional().describe('The id of the gate.'),
        signal: slug.optional().describe('Or the signal of the only gate on it.'),
      })
      .refine(...exactlyOne(['gate', 'signal'], 'which gate it is'))
      .optional()
      .describe("The gate held over the last stage's whole hold."),
    flag: z
      .strictObject({
        name: flagName,
        equals: value.describe('What it has to be.'),
        targets: list(slug, 50).min(1).optional().describe('Where. Default: every target of the plan.'),
      })
      .optional()
      .describe('A flag, read back.'),
    action: slug
      .optional()
      .describe('An action that succeeds when the line is true; its output is the evidence.'),
    with: record(flagName, value).optional().describe('What the action is told.'),
    timeLimit: duration
      .optional()
      .describe('Longest the check may take. Default: what the binding says, else 1m.'),
    events: list(someText, 50)
      .min(1)
      .optional()
      .describe('Names of events that were announced; a trailing * matches any rest.'),
    person: someText.optional().describe('Who ticks it by hand; it is never counted as passed by itself.'),
    until: duration
      .optional()
      .describe(
        'How long after its success the person may still settle it. Default: 7d. 0s: not afterwards.',
      ),
  })
  .refine(...exactlyOne(CHECKS, 'the check of this line'))
  .describe('One line of the checklist, with the check that gives its evidence.')

export type PlanAcceptance = z.output<typeof item>
export const accept = list(item, 100).describe('What has to be true in the end, each line with its evidence.')
