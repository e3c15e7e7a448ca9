import type { Context } from 'hono'
import type { z } from 'zod'
import { ProblemError } from '../answer/problem.ts'
import { jsonFault } from './json-position.ts'
import { readText } from './read-text.ts'

/** The body as the schema wants it, or a problem that says what is wrong with it and where. */
export async function readBody<T>(c: Context, schema: z.ZodType<T>, of: 'json' | 'any' = 'json'): Promise<T> {
  const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (of === 'json' && type !== 'application/json')
    throw new ProblemError(
      'not-json',
      `The body is ${type ?? 'of no stated type'}.`,
      'Send it with Content-Type: application/json.',
    )
  const text = await readText(c.req.raw)
  return shaped(schema, parse(text), 'invalid-body')
}

/** Unknown names in a query are refused as well: a misspelt filter must not look like an answer. */
export function readQuery<T>(c: Context, schema: z.ZodType<T>): T {
  return shaped(schema, c.req.query(), 'invalid-query')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    const fault = jsonFault(text) ?? { line: 1, column: 1, found: 'something else' }
    const { line, column, found } = fault
    const where = `line ${line}, column ${column}`
    throw new ProblemError(
      'malformed-json',
      `At ${where} the body stops being JSON: there is ${found}.`,
      'Mend it there and send it again.',
      { line, column },
    )
  }
}

function shaped<T>(schema: z.ZodType<T>, given: unknown, kind: 'invalid-body' | 'invalid-query'): T {
  const result = schema.safeParse(given)
  if (result.success) return result.data
  const faults = result.error.issues
    .slice(0, 20)
    .map(({ path, message }) => ({ path: path.map(String).join('.'), message }))
  const [first] = faults
  const detail =
    first === undefined
      ? 'It does not fit.'
      : `${first.path === '' ? '' : `${first.path.slice(0, 80)}: `}${first.message.slice(0, 300)}.`
  throw new ProblemError(kind, detail, 'Mend what faults lists.', {
    faults: faults.map(({ path, message }) => ({ path: path.slice(0, 200), message: message.slice(0, 300) })),
  })
}
