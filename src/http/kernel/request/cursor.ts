import { z } from 'zod'
import { ProblemError } from '../problem/problem.ts'

/** In a query: where a page begins. Nobody has to understand it. */
export const cursor = z
  .string()
  .max(1_000)
  .regex(/^[A-Za-z0-9_-]+$/, 'this is no cursor')
  .meta({ description: 'The `next` of the page before.' })
  .optional()

/** Of an answer: where the next page begins; null at the end. */
export const nextSchema = z
  .string()
  .nullable()
  .meta({ description: 'Ask with this `cursor` for the next page; null at the end of what there is now.' })

type Place = string | number

/** What a list and its filter are called, so that a cursor of another one is noticed. */
export type Listing = { readonly list: string; readonly filter?: Readonly<Record<string, unknown>> }

export function cursorOf(listing: Listing, place: Place): string {
  return Buffer.from(JSON.stringify([keyOf(listing), place])).toString('base64url')
}

/** Where the page begins; undefined without a cursor. Throws `foreign-cursor` for one that this list never gave. */
export function placeOf<P extends Place>(
  listing: Listing,
  given: string | undefined,
  place: z.ZodType<P>,
): P | undefined {
  if (given === undefined) return undefined
  const read = z.tuple([z.literal(keyOf(listing)), place]).safeParse(parsed(given))
  if (read.success) return read.data[1] as P
  throw new ProblemError(
    'foreign-cursor',
    'The cursor does not belong to this list, asked for in this way.',
    'Begin without a cursor; a cursor goes on only with the same filter.',
  )
}

/** A page asks for one more than it shows, and so knows whether there are more. */
export function pageOf<T>(
  listing: Listing,
  found: readonly T[],
  limit: number,
  placeOf: (last: T) => Place,
): { readonly shown: readonly T[]; readonly next: string | null } {
  const shown = found.slice(0, limit)
  const last = shown.at(-1)
  const next = found.length > limit && last !== undefined ? cursorOf(listing, placeOf(last)) : null
  return { shown, next }
}

/** The next page as RFC 8288 says it. */
export function linkTo(path: string, query: object, next: string | null): { readonly link?: string } {
  if (next === null) return {}
  const words = Object.entries(query).filter(([, value]) => value !== undefined)
  const asked = new URLSearchParams(words.map(([name, value]): [string, string] => [name, String(value)]))
  asked.set('cursor', next)
  return { link: `<${path}?${asked}>; rel="next"` }
}

const keyOf = ({ list, filter = {} }: Listing): string =>
  [
    list,
    ...Object.keys(filter)
      .sort()
      .map((name) => `${name}=${JSON.stringify(filter[name] ?? null)}`),
  ].join(' ')

function parsed(given: string): unknown {
  try {
    return JSON.parse(Buffer.from(given, 'base64url').toString('utf8'))
  } catch {
    return null
  }
}
