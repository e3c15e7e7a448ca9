import { z } from 'zod'
import type { Entry } from '../../../core/journal/entry.ts'
import { inSlices } from '../../kernel/operation/in-slices.ts'
import type { Serve } from '../../kernel/operation/operation.ts'
import { ProblemError } from '../../kernel/problem/problem.ts'
import { cursor, type Listing, linkTo, nextSchema, pageOf, placeOf } from '../../kernel/request/cursor.ts'
import { count, line, STREAM } from '../../kernel/schema/words.ts'
import type { House } from '../house.ts'
import { checkpointSchema, headSchema, storedEntrySchema } from './schema.ts'

const after = count(0, Number.MAX_SAFE_INTEGER, 0)
const limit = count(1, 1000, 500)
const position = z.int().min(0)
const LINK = { Link: 'The next page.' }

/**
 * The journal as it is stored, hashes and all, so that anybody can verify it. It only grows, so pages stay as they
 * are.
 */
export function journalRoutes(serve: Serve, house: Pick<House, 'read'>): void {
  serve({
    id: 'listStreams',
    method: 'get',
    path: '/v1/journal/streams',
    tag: 'Journal',
    summary: 'The streams by name, and where each ends',
    permission: 'read-journal',
    query: z.strictObject({ limit, cursor }),
    answers: {
      200: {
        description: 'The heads.',
        schema: z.strictObject({ streams: z.array(headSchema), next: nextSchema }),
        headers: LINK,
      },
    },
    refusals: ['foreign-cursor'],
  }).by(async ({ query: { limit, cursor } }) => {
    const listing: Listing = { list: 'streams' }
    const found = await house.read.streams(placeOf(listing, cursor, line(300)) ?? '', limit + 1)
    const { shown, next } = pageOf(listing, found, limit, ({ stream }) => stream)
    return {
      status: 200,
      headers: linkTo('/v1/journal/streams', { limit }, next),
      body: { streams: shown, next },
    }
  })

  serve({
    id: 'listEntries',
    method: 'get',
    path: '/v1/journal/entries',
    tag: 'Journal',
    summary: 'Entries of a stream, from a point on',
    permission: 'read-journal',
    query: z.strictObject({
      stream: z
        .string()
        .regex(STREAM, 'this is no name of a stream')
        .meta({ examples: ['change/CHG-2026-0001'] }),
      after,
      limit,
      cursor,
    }),
    answers: {
      200: {
        description: 'The entries.',
        type: 'application/json',
        schema: z.strictObject({ entries: z.array(storedEntrySchema), next: nextSchema }),
        headers: LINK,
      },
    },
    refusals: ['foreign-cursor', 'unknown-stream'],
  }).by(async ({ query: { stream, after, limit, cursor } }) => {
    const listing: Listing = { list: 'entries', filter: { stream } }
    const from = placeOf(listing, cursor, position) ?? after
    const found = await entriesFrom(house.read, stream, from, limit + 1)
    if (found.length === 0 && (await house.read.entries(stream, 0, 1)).length === 0)
      throw unknownStream(stream)
    const { shown, next } = pageOf(listing, found, limit, ({ seq }) => seq)
    const told = await inSlices(shown, (entry: z.input<typeof storedEntrySchema>) => JSON.stringify(entry))
    return {
      status: 200,
      headers: linkTo('/v1/journal/entries', { stream, limit }, next),
      body: `{"entries":[${told.join(',')}],"next":${JSON.stringify(next)}}`,
    }
  })

  serve({
    id: 'listCheckpoints',
    method: 'get',
    path: '/v1/journal/checkpoints',
    tag: 'Journal',
    summary: 'Checkpoints, from a point on',
    permission: 'read-journal',
    query: z.strictObject({ after, limit, cursor }),
    answers: {
      200: {
        description: 'The checkpoints.',
        schema: z.strictObject({ checkpoints: z.array(checkpointSchema), next: nextSchema }),
        headers: LINK,
      },
    },
    refusals: ['foreign-cursor'],
  }).by(async ({ query: { after, limit, cursor } }) => {
    const listing: Listing = { list: 'checkpoints' }
    const found = await house.read.checkpoints(placeOf(listing, cursor, position) ?? after, limit + 1)
    const { shown, next } = pageOf(listing, found, limit, ({ n }) => n)
    return {
      status: 200,
      headers: linkTo('/v1/journal/checkpoints', { limit }, next),
      body: { checkpoints: shown, next },
    }
  })
}

/** An entry may be long: what a page holds is read a part at a time, so that others have their turn between. */
const AT_ONCE = 50

async function entriesFrom(read: House['read'], stream: string, after: number, count: number) {
  const found: Entry[] = []
  for (;;) {
    const asked = Math.min(AT_ONCE, count - found.length)
    const some = await read.entries(stream, found.at(-1)?.seq ?? after, asked)
    found.push(...some)
    if (some.length < asked || found.length >= count) return found
  }
}

/** An empty page must not stand for a name that was misspelt. */
const unknownStream = (stream: string): ProblemError =>
  new ProblemError(
    'unknown-stream',
    `The journal has no stream ${stream}.`,
    'GET /v1/journal/streams shows those there are, such as access or change/CHG-2026-0001.',
  )
