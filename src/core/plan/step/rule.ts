import { z } from 'zod'
import { exactlyOne } from '../../document/container.ts'
import { duration, oneOf, quantity, sentence, slug, wholeNumber } from '../../document/leaf.ts'

const noDataOf = <const T extends readonly [string, ...string[]]>(choices: T) =>
  z.strictObject({
    after: duration.optional().describe('How long no data is waited for. Default: 5m.'),
    then: oneOf(choices).optional().describe('What happens then. Default: hold.'),
  })

const rule = {
  id: slug
    .optional()
    .describe(
      'Unique within the rollout. Default: made from the rule, such as success-ratio-at-least-0.99-over-hold.',
    ),
  signal: slug.describe('What is measured; the binding says how.'),
  atLeast: quantity.optional().describe('The bound: this or more. 99.0% for a ratio, 300ms for a latency.'),
  atMost: quantity.optional().describe('The bound: this or less.'),
  below: quantity.optional().describe('The bound: less than this.'),
  above: quantity.optional().describe('The bound: more than this.'),
  for: duration
    .optional()
    .describe('True at every evaluation for that long; one clear evaluation starts again.'),
  lookback: duration
    .optional()
    .describe('How far each evaluation of a `for` looks back. Default: as long as `for`.'),
}

export const BOUNDS = ['atLeast', 'atMost', 'below', 'above'] as const
const minSamples = wholeNumber(1, 1_000_000_000)

export const gate = z
  .strictObject({
    ...rule,
    over: z
      .union([z.literal('hold'), duration], {
        error: () => sentence('this has to be hold or a duration', 'write hold, or a duration such as 5m'),
      })
      .optional()
      .describe(
        "One number over the whole span: `hold` is the stage's own. Default: hold, unless `for` is given.",
      ),
    minSamples: minSamples
      .optional()
      .describe('Fewer measurements prove nothing. Default: 50. Never divided by the pace.'),
    noData: noDataOf(['hold', 'pause', 'rollback'])
      .optional()
      .describe('What happens without data; it never counts as success. Default: hold.'),
    else: oneOf(['rollback', 'hold', 'pause'])
      .optional()
      .describe('What happens when it does not hold. Default: rollback.'),
  })
  .refine(...exactlyOne(BOUNDS, 'the bound of the gate'))
  .describe('Must hold before going on: the bound says what is good.')

export const guard = z
  .strictObject({
    ...rule,
    over: duration.optional().describe('One number over that span.'),
    minSamples: minSamples
      .optional()
      .describe('Fewer measurements prove nothing. Default: 10. Never divided by the pace.'),
    noData: noDataOf(['hold', 'pause', 'rollback', 'ignore'])
      .optional()
      .describe('What happens without data. Default: hold.'),
    then: oneOf(['rollback', 'pause']).optional().describe('What happens when it trips. Default: rollback.'),
  })
  .refine(...exactlyOne(BOUNDS, 'the bound of the guard'))
  .refine(...exactlyOne(['for', 'over'], 'the time span of the guard'))
  .describe('Must not trip while the rollout runs: the bound says what is bad.')

export type PlanGate = z.output<typeof gate>
export type PlanGuard = z.output<typeof guard>
