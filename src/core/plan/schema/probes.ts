import { z } from 'zod'
import { record } from '../../document/container.ts'
import { duration, line, oneOf, sentence, wholeNumber } from '../../document/leaf.ts'

const path = line.regex(/^\//, { error: () => sentence('this is not a path', 'begin it with /') })
const probe = z.strictObject({
  path: path.describe('What is asked for.'),
  delay: duration.optional().describe('How long after the deploy it is asked first. Default: 0s.'),
  every: duration.optional().describe('How often it is asked. Default: 10s.'),
  timeLimit: duration.optional().describe('How long an answer may take. Default: 3s.'),
  failures: wholeNumber(1, 100).optional().describe('How many failures in a row count as one. Default: 3.'),
  successes: wholeNumber(1, 100).optional().describe('How many successes in a row count as one. Default: 1.'),
})

export const probes = z
  .strictObject({
    startup: probe.optional().describe('Failing fails the deploy.'),
    live: probe.optional().describe('Failing is a guard that trips.'),
    ready: probe.optional().describe('Failing holds the stage, and no weight is raised.'),
    others: record(path, oneOf(['critical', 'shown']))
      .optional()
      .describe('Other paths: a critical one is a guard, a shown one is only shown.'),
  })
  .describe('What each side is asked over HTTP, from its deploy on.')
