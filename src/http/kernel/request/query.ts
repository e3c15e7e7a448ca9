import type { Context } from 'hono'
import type { z } from 'zod'
import { ProblemError } from '../problem/problem.ts'
import { shaped } from './shaped.ts'

/** Unknown names in a query are refused, and those given twice: a misspelt filter must not look like an answer. */
export function readQuery<T>(c: Context, schema: z.ZodType<T>): T {
  const given = Object.entries(c.req.queries())
  for (const [name, values] of given)
    if (values.length > 1)
      throw new ProblemError(
        'invalid-query',
        `${name.slice(0, 80)}: this is given ${values.length} times.`,
        'Give each name once; where several values may be meant, separate them by commas.',
      )
  return shaped(schema, Object.fromEntries(given.map(([name, [value]]) => [name, value])), 'invalid-query')
}

/** A query that is not read must not look as if it had been. */
export function refuseQuery(c: Context): undefined {
  const [name] = Object.keys(c.req.query())
  if (name === undefined) return
  throw new ProblemError(
    'invalid-query',
    `${name.slice(0, 80)}: nothing can be asked for here.`,
    'Ask without a query.',
  )
}
