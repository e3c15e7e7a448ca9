import { z } from 'zod'
import { headerName, url } from '../../address/address.ts'
import { checkHeaders } from '../../address/check-headers.ts'
import { checkUrl } from '../../address/check-variables.ts'
import { list, record } from '../../document/container.ts'
import { type Fault, fault, type Path } from '../../document/finding.ts'
import { duration, line, oneOf, someText, wholeNumber } from '../../document/leaf.ts'
import { readJsonPath } from '../../signal/json-path.ts'
import type { Millis } from '../../time/instant.ts'
import { isExpected, statusInWords } from '../basis/http-status.ts'
import { checkKind } from '../basis/kind.ts'
import { failed, passed, took, unknown, type Verdict } from '../basis/verdict.ts'

const expected = z.union([line, z.number(), z.boolean(), z.null()])

const schema = z.strictObject({
  url: url.describe('What is asked. Redirects are not followed.'),
  method: oneOf(['GET', 'HEAD', 'POST']).optional().describe('Default: GET.'),
  headers: record(headerName, line).optional().describe('Sent with it; secret:NAME is resolved each time.'),
  status: list(wholeNumber(100, 599), 20)
    .min(1)
    .optional()
    .describe('What it may answer. Default: 200 to 299.'),
  answerHeaders: record(headerName, line)
    .optional()
    .describe('Headers of the answer, and what they have to be.'),
  contains: someText.optional().describe('A text that has to stand in the answer.'),
  json: record(z.string().min(1).max(500), expected)
    .optional()
    .describe('Places in the answer as JSONPath (RFC 9535), and what has to stand there: { $.status: ok }.'),
  within: duration
    .optional()
    .describe('How long the answer may take to be well. Default: as long as the time limit.'),
})

export type HttpCheck = {
  readonly url: string
  readonly method: 'GET' | 'HEAD' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  /** Null: 200 to 299. */
  readonly status: readonly number[] | null
  /** Names in lower case. */
  readonly answerHeaders: Readonly<Record<string, string>>
  readonly contains: string | null
  readonly json: Readonly<Record<string, string | number | boolean | null>>
  readonly withinMs: Millis | null
}

/** `refused`: nothing answered, in words that go on after "Unreachable". */
export type HttpSeen =
  | { readonly refused: string }
  | {
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      /** As far as it was read. */
      readonly body: string
      /** There was more of it than is read. */
      readonly isCut: boolean
      readonly ms: Millis
    }

/** Whether what is there answers as it should. */
export const http = checkKind({
  kind: 'http',
  schema,
  bind: (written): HttpCheck => ({
    url: written.url,
    method: written.method ?? 'GET',
    headers: written.headers ?? {},
    status: written.status ?? null,
    answerHeaders: Object.fromEntries(
      Object.entries(written.answerHeaders ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
    ),
    contains: written.contains ?? null,
    json: written.json ?? {},
    withinMs: written.within ?? null,
  }),
  faults: (path: Path, written): readonly Fault[] => [
    ...checkUrl([...path, 'url'], written.url, []),
    ...checkHeaders([...path, 'headers'], written.headers ?? {}),
    ...Object.keys(written.json ?? {}).flatMap((place) => {
      const read = readJsonPath(place)
      return 'wrong' in read
        ? [
            fault(
              [...path, 'json', place],
              'bad-path',
              `this is no JSONPath: ${read.wrong}`,
              'write $.status',
            ),
          ]
        : []
    }),
  ],
  judge: (bound: HttpCheck, seen: HttpSeen): Verdict => {
    if ('refused' in seen) return failed(`Unreachable (${seen.refused})`)
    const words = `${statusInWords(seen.status)}, ${took(seen.ms)}`
    if (!isExpected(bound.status, seen.status)) return failed(`Unhealthy (${words})`)
    const wrong = headerWrong(bound, seen.headers) ?? bodyWrong(bound, seen)
    if (wrong !== null)
      return wrong.isKnown ? failed(`Unhealthy (${words}): ${wrong.says}`) : unknown(wrong.says)
    if (bound.withinMs !== null && seen.ms > bound.withinMs)
      return failed(`Slow (${words}, within ${took(bound.withinMs)} wanted)`)
    return passed(`Healthy (${words})`)
  },
})

type Wrong = { readonly isKnown: boolean; readonly says: string }

function headerWrong({ answerHeaders }: HttpCheck, headers: Readonly<Record<string, string>>): Wrong | null {
  for (const [name, wanted] of Object.entries(answerHeaders)) {
    const is = headers[name]
    if (is === wanted) continue
    return { isKnown: true, says: is === undefined ? `no header ${name}` : `${name} is ${brief(is)}` }
  }
  return null
}

function bodyWrong(
  { contains, json }: HttpCheck,
  { body, isCut }: { body: string; isCut: boolean },
): Wrong | null {
  if (contains !== null && !body.includes(contains))
    return isCut
      ? {
          isKnown: false,
          says: `the answer is too long to be read whole, and "${brief(contains)}" is not in its beginning`,
        }
      : { isKnown: true, says: `"${brief(contains)}" is not in the answer` }
  const places = Object.entries(json)
  if (places.length === 0) return null
  if (isCut) return { isKnown: false, says: 'the answer is too long to be read as JSON' }
  const document = parsed(body)
  if (document === undefined) return { isKnown: true, says: 'the answer is not JSON' }
  for (const [place, wanted] of places) {
    const path = readJsonPath(place)
    const found = 'wrong' in path ? [] : path.find(document, 2)
    if (found.length === 0) return { isKnown: true, says: `nothing at ${place}` }
    if (found.length > 1) return { isKnown: true, says: `more than one thing at ${place}` }
    if (found[0]?.value !== wanted)
      return { isKnown: true, says: `${place} is ${brief(JSON.stringify(found[0]?.value))}` }
  }
  return null
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

const brief = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}...` : text)
