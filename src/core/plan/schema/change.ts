import { z } from 'zod'
import { linkUrl } from '../../address/address.ts'
import { list } from '../../document/container.ts'
import { duration, line, slug, slugOrExpression, someText } from '../../document/leaf.ts'

const risk = z.strictObject({
  risk: someText.describe('What may go wrong.'),
  likelihood: someText.describe('How likely it is, such as low.'),
  impact: someText.describe('How bad it would be, such as medium.'),
  mitigation: someText.optional().describe('What is done about it.'),
})

const link = z.strictObject({
  title: someText.describe('What is found there, such as Dashboards.'),
  url: linkUrl.describe('Where, as an http or https address.'),
})

/** What is said of the change when it is requested, unless the person who asks says more. */
export const change = z
  .strictObject({
    type: slugOrExpression
      .optional()
      .describe('Its impact on users, such as zero-downtime or planned-outage.'),
    class: slugOrExpression.optional().describe('normal, standard or emergency.'),
    tier: slugOrExpression.optional().describe('How risky it is, such as low, medium or high.'),
    services: list(slug, 50).min(1).optional().describe('Which services it changes.'),
    changed: line.optional().describe('What was changed: a git range, or a file of paths.'),
    impact: line.optional().describe('What users will notice.'),
    duration: duration.optional().describe('How long users will notice it.'),
    risks: list(risk, 50).min(1).optional().describe('What may go wrong, and what is done about it.'),
    tickets: list(someText, 50).min(1).optional().describe('Tickets that it belongs to.'),
    links: list(link, 20)
      .min(1)
      .optional()
      .describe('Where people read more, such as the runbook of an incident.'),
  })
  .describe('What the change is: the default of its request.')

export type PlanChange = z.output<typeof change>
