import { z } from 'zod'
import { headerName, secret, url } from '../address/address.ts'
import { record } from '../document/container.ts'
import { duration, line, oneOf, sentence, slug } from '../document/leaf.ts'

/** Sources that are asked for numbers, once an interval: a database by SQL, and whatever answers HTTP with JSON. */

const INTERVAL = 'How often it is asked, from 1s to 1h. Default: 15s.'
const LAG = 'How long after the end of an interval it is asked about it. Default: 1s.'
const LIMIT = 'How long one answer may take, 30s at most. Default: 3s.'

export const database = z
  .strictObject({
    url: secret.describe(
      'The secret that holds postgres://user:password@host/database, of a role that may only read.',
    ),
    interval: duration.optional().describe(INTERVAL),
    lag: duration.optional().describe(LAG),
    timeLimit: duration.optional().describe(LIMIT),
  })
  .describe('A Postgres that is asked for signals.')

const statement = z
  .string({ error: () => sentence('this has to be a SELECT', "write 'SELECT ... AS value'") })
  .trim()
  .min(1, { error: () => sentence('the statement is empty', "write 'SELECT ... AS value'") })
  .max(8_000, { error: () => sentence('the statement is longer than 8,000 characters', 'make a view of it') })

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/

const column = z
  .string({ error: () => sentence('this has to be the name of a column', 'write queue') })
  .regex(NAME, {
    error: () => sentence('this is not the name of a column', 'write letters, digits and underscores'),
  })
  .max(60, { error: () => sentence('the name is longer than 60 characters', 'shorten it with AS') })

export const sqlSignal = z.strictObject({
  database: slug.describe('Its name under databases of the environment.'),
  query: statement.describe(
    'A SELECT that gives one row: value; or good or bad, and total (kind: ratio); or sum and count (kind: mean). ${TARGET}, ${SIDE}, ${SLOT}, ${VERSION}, ${FROM} and ${TO} are parameters. With ${FROM} and ${TO} it is about that interval; else what it counts are counters that only grow.',
  ),
  by: oneOf(['side', 'slot', 'version'])
    .optional()
    .describe('The column that says whose a row is, when it gives a row for each.'),
  each: column
    .optional()
    .describe(
      'A column of text that names what a row is about, such as queue: rules may judge each of them for itself, by `each`. 500 rows at most.',
    ),
})

const path = z
  .string({ error: () => sentence('this has to be a path', 'write $.data.value') })
  .min(1, { error: () => sentence('the path is empty', 'write $.data.value') })
  .max(500, { error: () => sentence('the path is longer than 500 characters', 'shorten it') })

const AT = 'Where it stands, as a JSONPath (RFC 9535) such as $.data.value.'

const label = z
  .string({ error: () => sentence('this has to be the name of a label', 'write queue') })
  .regex(NAME, {
    error: () => sentence('this is not the name of a label', 'write letters, digits and underscores'),
  })
  .max(60, { error: () => sentence('the name is longer than 60 characters', 'shorten it') })

export const httpSignal = z.strictObject({
  url: url.describe(
    'What is asked, by GET. ${TARGET}, ${SIDE}, ${SLOT}, ${VERSION}, ${ENVIRONMENT}, ${FROM} and ${TO} (RFC 3339), ${FROM_SECONDS} and ${TO_SECONDS} are filled in, percent-encoded. With an interval in it the answer is about that; else what it counts are counters that only grow.',
  ),
  headers: record(headerName, line)
    .optional()
    .describe('Sent with every question; secret:NAME is resolved at each.'),
  value: path.optional().describe(`A gauge, or with kind: count what happened. ${AT}`),
  good: path.optional().describe(`A ratio: what was good. ${AT}`),
  bad: path.optional().describe(`A ratio: what was not good, instead of good. ${AT}`),
  total: path.optional().describe(`A ratio: everything. ${AT}`),
  sum: path.optional().describe(`A mean: what all of them took together. ${AT}`),
  count: path.optional().describe(`A mean: how many there were. ${AT}`),
  each: label
    .optional()
    .describe(
      'What the things at `items` are, such as queue: rules may judge each of them for itself, by `each`.',
    ),
  items: path
    .optional()
    .describe(
      'each: where they stand, 500 at most, such as $.queues[*]; the other paths are then those inside of one.',
    ),
  name: path
    .optional()
    .describe('each: where the name of one stands, inside of it. Default: its key, such as of $.queues.*.'),
  interval: duration.optional().describe(INTERVAL),
  lag: duration.optional().describe(LAG),
  timeLimit: duration.optional().describe(LIMIT),
})

export type WrittenDatabase = z.output<typeof database>
export type WrittenSqlSignal = z.output<typeof sqlSignal>
export type WrittenHttpSignal = z.output<typeof httpSignal>
