import { z } from 'zod'
import { record } from '../../document/container.ts'
import { duration, line, oneOf, sentence, wholeNumber } from '../../document/leaf.ts'

const path = line.regex(/^\/[^\s#]{0,499}$/, {
  error: () => sentence('this is not a path', 'write /health, at most 500 characters without spaces and #'),
})
const probe = z.strictObject({
  path: path.describe('What is asked for.'),
  delay: duration
    .optional()
    .describe(
      'How long after the deploy, or since a rollout waits for it, it is asked first, an hour at most. Default: 0s.',
    ),
  every: duration.optional().describe('How often it is asked, from 1s to 10m. Default: 10s.'),
  timeLimit: duration
    .optional()
    .describe('How long an answer may take; a later one is a failure. A minute at most. Default: 3s.'),
  failures: wholeNumber(1, 100).optional().describe('How many failures in a row count as one. Default: 3.'),
  successes: wholeNumber(1, 100)
    .optional()
    .describe('How many successes in a row count as one; only of ready. Default: 1.'),
})

export const probes = z
  .strictObject({
    startup: probe
      .optional()
      .describe(
        'The deploy is done when it is well, and has failed when it fails, as has a rollout to a side that nothing here deploys; the others are asked after it.',
      ),
    live: probe.optional().describe('Failing is a guard that trips.'),
    ready: probe
      .optional()
      .describe('Failing, or not well yet, holds the stage, and no weight is raised until it is well.'),
    others: record(path, oneOf(['critical', 'shown']))
      .optional()
      .describe('Other paths: a critical one is a guard, a shown one is only shown.'),
  })
  .describe(
    'What each side that the plan deploys, or leads users to, is asked over HTTP until it is adopted: at its address in cutwater.yaml, with these paths. 200 to 399 in time is a success.',
  )
