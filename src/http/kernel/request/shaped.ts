import { z } from 'zod'
import { ProblemError } from '../problem/problem.ts'
import { faultWords } from './fault-words.ts'

const MOST_FAULTS = 20

type Kind = 'invalid-body' | 'invalid-query'

/** What was sent as its schema makes it, or the problem that lists what is wrong with it, each fault with its place. */
export function shaped<T>(schema: z.ZodType<T>, given: unknown, kind: Kind): T {
  const result = schema.safeParse(given, { error: faultWords })
  if (result.success) return result.data
  const { issues } = result.error
  const faults = issues
    .slice(0, MOST_FAULTS)
    .flatMap((issue) => faultsOf(issue, kind))
    .slice(0, MOST_FAULTS)
    .map(({ path, message }) => ({ path: path.slice(0, 200), message: message.slice(0, 300) }))
  const [{ path, message } = { path: '', message: 'this does not fit' }] = faults
  const place = path === '' ? 'The body' : path.slice(0, 80)
  throw new ProblemError(kind, `${place}: ${message}.`, remedyFor(issues[0], schema), { faults })
}

/** Names that nobody knows are a fault each, at their own place. A query has no places below its names. */
function faultsOf(issue: z.core.$ZodIssue, kind: Kind) {
  const { path, message } = issue
  const at = (kind === 'invalid-query' ? path.slice(0, 1) : path).map(String)
  const places =
    issue.code === 'unrecognized_keys' ? issue.keys.slice(0, MOST_FAULTS).map((name) => [...at, name]) : [at]
  return places.map((place) => ({ path: place.join('.'), message }))
}

function remedyFor(issue: z.core.$ZodIssue | undefined, schema: z.ZodType): string {
  const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : []
  return issue?.code === 'unrecognized_keys' && issue.path.length === 0 && known.length > 0
    ? `What may stand there: ${known.join(', ')}.`
    : 'Fix what faults lists.'
}
