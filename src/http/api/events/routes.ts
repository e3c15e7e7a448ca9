import { z } from 'zod'
import type { Opened } from '../../../read/journal/follow-events.ts'
import { END, type FrameStyle, frameOf } from '../../kernel/events/event-frame.ts'
import type { EventStreams } from '../../kernel/events/event-streams.ts'
import type { Asked, Operation, Serve } from '../../kernel/operation/operation.ts'
import { ProblemError } from '../../kernel/problem/problem.ts'
import { entrySchema } from '../changes/entry-schema.ts'
import { CHANGE_PARAMS, unknownChange } from '../changes/routes.ts'
import type { House } from '../house.ts'

const place = (what: string) =>
  z
    .string()
    .regex(/^\d{1,15}$/, 'this has to be a whole number')
    .meta({ description: what })
    .transform(Number)
    .optional()

const query = z.strictObject({
  after: place('Begin after this id. A Last-Event-ID says it better.'),
  names: z
    .enum(['all', 'none'])
    .optional()
    .meta({ description: '`none` leaves the names out: every entry is then a `message` of an EventSource.' }),
})
const headers = { 'last-event-id': place('The last id that was read; a browser sends it by itself.') }

const STREAM = 'text/event-stream; charset=utf-8'
const SAID = {
  type: STREAM,
  schema: z.string().meta({
    description: `Server-sent events: \`event\` is the name of what happened, \`data\` JSON with \`change\` and the members of ${entrySchema.meta()?.id}.`,
  }),
}

/** The journal as server-sent events. */
export function eventRoutes(serve: Serve, house: Pick<House, 'events'>, streams: EventStreams): void {
  serve({
    id: 'followChange',
    method: 'get',
    path: '/v1/changes/{id}/events',
    tag: 'Changes',
    summary: 'What happens to a change, as it happens',
    description:
      'Begins with what has happened, or after `Last-Event-ID`, which is the `seq` of an entry and the same on every server. When the change is over, the event `end` follows: close the stream then.',
    permission: 'read',
    params: CHANGE_PARAMS,
    query,
    headers,
    answers: {
      200: { description: 'The events.', ...SAID },
      204: { description: 'The change is over and all was read. A browser asks no more.' },
    },
    refusals: ['unknown-change', 'unknown-event', 'too-many-readers'],
  }).by(async (asked) => {
    const { id } = asked.params
    const after = asked.headers['last-event-id'] ?? asked.query.after ?? 0
    const opened = await house.events.ofChange(id, after)
    if (opened === null) throw unknownChange(id)
    if (opened === 'foreign') throw unknownEvent(after, 'change')
    if (opened.over) return { status: 204 }
    return { status: 200, body: stream(streams, asked, opened, 'change'), headers: UNBUFFERED }
  })

  serve({
    id: 'followChanges',
    method: 'get',
    path: '/v1/events',
    tag: 'Changes',
    summary: 'What happens to all changes, as it happens',
    description:
      'Begins now, or after `Last-Event-ID`, which is the same on every server of one database. Nothing is left out, and each change is told in its order.',
    permission: 'read',
    query,
    headers,
    answers: { 200: { description: 'The events.', ...SAID } },
    refusals: ['unknown-event', 'too-many-readers'],
  }).by(async (asked) => {
    const after = asked.headers['last-event-id'] ?? asked.query.after ?? null
    const opened = await house.events.ofAll(after)
    if (opened === 'foreign') throw unknownEvent(after, 'all')
    return { status: 200, body: stream(streams, asked, opened, 'all'), headers: UNBUFFERED }
  })
}

/** Something in front that gathers output would hold events back. */
const UNBUFFERED = { 'x-accel-buffering': 'no' }

type Reading = Pick<Asked<Operation>, 'c' | 'still'> & {
  readonly query: { readonly names?: string | undefined }
}

function stream(
  streams: EventStreams,
  { c, still, query: { names } }: Reading,
  { tell }: Opened,
  by: FrameStyle['by'],
): string | ReadableStream<Uint8Array> {
  // Nobody would ever read it.
  if (c.req.method === 'HEAD') return ''
  const style = { by, named: names !== 'none' }
  return streams.open(c, still, async (out, signal) => {
    await tell(
      {
        hear: (told) => out.write(told.map((one) => frameOf(one, style))),
        ready: () => out.drained(),
      },
      signal,
    )
    if (!signal.aborted) out.write([END])
  })
}

function unknownEvent(after: number | null, by: FrameStyle['by']): ProblemError {
  return new ProblemError(
    'unknown-event',
    `${by === 'change' ? 'This change' : 'This journal'} has no event ${after}.`,
    'Begin anew, without Last-Event-ID: it comes from another stream, or from another database.',
  )
}
