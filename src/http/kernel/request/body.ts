import type { Context } from 'hono'
import type { z } from 'zod'
import { ProblemError } from '../problem/problem.ts'
import { doubleName } from './double-name.ts'
import { jsonFault } from './json-position.ts'
import { jsonSize } from './json-size.ts'
import { BODY_LIMIT_MS, readText, URGENT_BODY_LIMIT_MS } from './read-text.ts'
import { shaped } from './shaped.ts'

export type BodyRules = {
  /** `any`: it is taken as JSON whatever its Content-Type says. */
  readonly type?: 'json' | 'any' | undefined
  readonly urgent?: boolean | undefined
  readonly bytesMax?: number | undefined
}

/** A definition of a flag, the largest that there is, has some 30,000 values, 60 deep. */
const VALUES_MAX = 50_000
const DEPTH_MAX = 200

/** The body as the schema wants it, or a problem that says what is wrong with it and where. */
export async function readBody<T>(
  c: Context,
  schema: z.ZodType<T>,
  { type = 'json', urgent = false, bytesMax }: BodyRules = {},
): Promise<T> {
  if (type === 'json') refuseOtherTypes(c)
  refuseCompressed(c)
  const text = await readText(c.req.raw, urgent ? URGENT_BODY_LIMIT_MS : BODY_LIMIT_MS, bytesMax)
  refuseUnbounded(text)
  const given = parse(text)
  refuseDoubleNames(text)
  return shaped(schema, given, 'invalid-body')
}

function refuseOtherTypes(c: Context): void {
  const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type === 'application/json') return
  throw new ProblemError(
    'not-json',
    `The body is ${type ?? 'of no stated type'}.`,
    'Send it with Content-Type: application/json.',
  )
}

function refuseCompressed(c: Context): void {
  const encoding = c.req.header('content-encoding')?.trim().toLowerCase() ?? 'identity'
  if (encoding === 'identity') return
  throw new ProblemError(
    'not-json',
    `The body is encoded: ${encoding.slice(0, 40)}.`,
    'Send it as it is, without Content-Encoding.',
  )
}

/** What walks a body calls itself for each level, and takes its time for each value. */
function refuseUnbounded(text: string): void {
  const { depth, values } = jsonSize(text)
  const over =
    depth > DEPTH_MAX
      ? `values nested ${depth} deep, of ${DEPTH_MAX} that may be`
      : values > VALUES_MAX
        ? `${values} values, of ${VALUES_MAX} that may be`
        : null
  if (over === null) return
  const faults = [{ path: '', message: `this holds ${over}` }]
  throw new ProblemError('invalid-body', `The body holds ${over}.`, 'Send less at once.', { faults })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    const fault = jsonFault(text) ?? { line: 1, column: 1, found: 'something else' }
    const { line, column, found } = fault
    const detail =
      text.trim() === ''
        ? 'The body is empty.'
        : `At line ${line}, column ${column} the body stops being JSON: there is ${found}.`
    throw new ProblemError('malformed-json', detail, 'Correct it there and send it again.', { line, column })
  }
}

function refuseDoubleNames(text: string): void {
  const double = doubleName(text)
  if (double === null) return
  const path = double.name.slice(0, 80)
  const message = `this name is given twice, again in line ${double.line}, column ${double.column}`
  const faults = [{ path, message }]
  throw new ProblemError('invalid-body', `${path}: ${message}.`, 'Leave one of the two out.', { faults })
}
