import { z } from 'zod'
import { list } from '../../document/container.ts'
import { fault } from '../../document/finding.ts'
import { duration, oneOf, sentence, slug } from '../../document/leaf.ts'
import { stepKeys } from './effect-keys.ts'
import type { WaitingKind } from './waiting-kind.ts'

const schema = z.strictObject({
  approve: slug.describe('What is decided, such as go-no-go.'),
  by: list(slug, 20).min(1).describe('Leads of the plan who decide it.'),
  quorum: z
    .union([z.literal('all'), z.int().min(1).max(20)], {
      error: () => sentence('this has to be all or a whole number', 'write all, or a number such as 2'),
    })
    .optional()
    .describe('How many of them have to approve. Default: all.'),
  timeLimit: duration.optional().describe('How long it is waited for. Default: without limit.'),
  onFailure: oneOf(['rollback', 'pause', 'continue'])
    .optional()
    .describe(
      'When it is rejected, or not decided in time. Default: rollback; before T, the change is cancelled.',
    ),
  ...stepKeys,
})
export type PlanApprove = z.output<typeof schema>

/** A decision of people that is kept. */
export const approve = {
  schema,
  word: 'approve',
  madeName: (item) => `approve-${item.approve}`,
  targets: () => null,
  sides: () => [],
  faults({ by, quorum = 'all', timeLimit }, path) {
    const repeated = by.findIndex((lead, i) => by.indexOf(lead) < i)
    if (repeated >= 0)
      return [
        fault(
          [...path, 'by', repeated],
          'duplicate-name',
          `${by[repeated]} is named twice`,
          'name each once',
        ),
      ]
    if (quorum !== 'all' && quorum > by.length)
      return [
        fault(
          [...path, 'quorum'],
          'quorum',
          `${quorum} have to approve, and ${by.length} ${by.length === 1 ? 'is' : 'are'} named`,
          `write ${by.length} or less, or name more in \`by\``,
        ),
      ]
    if (timeLimit !== 0) return []
    return [
      fault([...path, 'timeLimit'], 'bad-value', 'nobody can decide in no time', 'leave it out, or write 1h'),
    ]
  },
  names: () => [],
} as const satisfies WaitingKind<PlanApprove> & { schema: z.ZodType }
