import { z } from 'zod'
import type { Caller } from '../../../runtime/access/identify.ts'
import { type Opened, openPlan } from '../../../runtime/change/open-plan.ts'
import { actorOf, dedupOf } from '../../kernel/access/caller.ts'
import type { Serve } from '../../kernel/operation/operation.ts'
import { ProblemError } from '../../kernel/problem/problem.ts'
import { cursor, linkTo, nextSchema, pageOf, placeOf } from '../../kernel/request/cursor.ts'
import { etag } from '../../kernel/request/headers.ts'
import { CHANGE_ID, count } from '../../kernel/schema/words.ts'
import type { House } from '../house.ts'
import { notCompiled, planBody, planOrderFrom } from '../plans/body.ts'
import { findingSchema } from '../plans/finding-schema.ts'
import { changeJournalSchema } from './entry-schema.ts'
import { changeLineSchema, changeSchema, STATUSES } from './schema.ts'

const status = z.enum(STATUSES, `this is none of ${STATUSES.join(', ')}`)

const listQuery = z.strictObject({
  status: z
    .string()
    .max(200)
    .meta({
      description: `Several are separated by commas: ${STATUSES.join(', ')}.`,
      examples: ['running,paused'],
    })
    .transform((text) => text.split(','))
    .pipe(z.array(status))
    .optional(),
  limit: count(1, 200, 50),
  cursor,
})

const journalQuery = z.strictObject({
  after: count(0, Number.MAX_SAFE_INTEGER, 0),
  limit: count(1, 1000, 200),
  waitMs: count(0, 25_000, 0),
})

export function changeRoutes(serve: Serve, house: Pick<House, 'read' | 'binding' | 'act'>): void {
  serve({
    id: 'openChange',
    method: 'post',
    path: '/v1/changes',
    tag: 'Changes',
    summary: 'Open a change of a plan',
    description:
      'Of a registered plan, by its name; or of a text, which is registered by this and so needs the permission `register-plan` too, unless it is registered already.',
    permission: 'open-change',
    idempotency: 'required',
    body: planBody,
    example: {
      registered: { name: 'dual-deploy' },
      inputs: { environment: 'staging', version_tag: 'v2.0.0' },
    },
    answers: {
      201: {
        description: 'The change is open.',
        schema: z.strictObject({ change: changeSchema, warnings: z.array(findingSchema) }),
        headers: { Location: 'Where it is.', ETag: 'Its revision.' },
      },
    },
    refusals: ['unknown-plan', 'plan-findings', 'key-reused'],
  }).by(async ({ body, caller, key }) => {
    const order = { ...planOrderFrom(body, caller), dedup: dedupOf(caller, key), actor: actorOf(caller) }
    const opened = await house.act(openPlan, house.binding, order)
    if (!opened.opened) throw notOpened(opened, caller)
    const { change, warnings } = opened
    const view = await house.read.change(change.id)
    if (view === null) throw new Error(`${change.id} was made and cannot be read`)
    const headers = { location: `/v1/changes/${view.id}`, etag: etag(view.revision) }
    return { status: 201, headers, body: { change: view, warnings } }
  })

  serve({
    id: 'listChanges',
    method: 'get',
    path: '/v1/changes',
    tag: 'Changes',
    summary: 'Changes, newest first',
    permission: 'read',
    query: listQuery,
    answers: {
      200: {
        description: 'The changes.',
        schema: z.strictObject({ changes: z.array(changeLineSchema), next: nextSchema }),
        headers: { Link: 'The next page.' },
      },
    },
    refusals: ['foreign-cursor'],
  }).by(async ({ query: { status, limit, cursor } }) => {
    const listing = { list: 'changes', filter: { status } }
    const before = placeOf(listing, cursor, z.string().regex(CHANGE_ID))
    const found = await house.read.changes({
      limit: limit + 1,
      ...(status === undefined ? {} : { status }),
      ...(before === undefined ? {} : { before }),
    })
    const { shown, next } = pageOf(listing, found, limit, ({ id }) => id)
    return {
      status: 200,
      headers: linkTo('/v1/changes', { status, limit }, next),
      body: { changes: shown, next },
    }
  })

  serve({
    id: 'getChange',
    method: 'get',
    path: '/v1/changes/{id}',
    tag: 'Changes',
    summary: 'A change as it is now',
    permission: 'read',
    params: CHANGE_PARAMS,
    answers: {
      200: { description: 'The change.', schema: changeSchema, headers: { ETag: 'Its revision.' } },
    },
    refusals: ['unknown-change'],
  }).by(async ({ params: { id } }) => {
    const view = await house.read.change(id)
    if (view === null) throw unknownChange(id)
    return { status: 200, headers: { etag: etag(view.revision) }, body: view }
  })

  serve({
    id: 'getChangeJournal',
    method: 'get',
    path: '/v1/changes/{id}/journal',
    tag: 'Changes',
    summary: 'What happened to a change, from a point on',
    description: 'With `waitMs` and nothing new yet, the answer waits for it (a long poll).',
    permission: 'read',
    params: CHANGE_PARAMS,
    query: journalQuery,
    answers: { 200: { description: 'What is new.', schema: changeJournalSchema } },
    refusals: ['unknown-change'],
  }).by(async ({ c, params: { id }, query }) => {
    const journal = await house.read.journalOf(id, query, c.get('stop')())
    if (journal === null) throw unknownChange(id)
    return { status: 200, body: journal }
  })
}

export const CHANGE_PARAMS = {
  id: {
    schema: z
      .string()
      .regex(CHANGE_ID)
      .meta({ examples: ['CHG-2026-0001'] }),
    unknown: ({ id = '' }: Readonly<Record<string, string>>) => unknownChange(id),
  },
} as const

export function unknownChange(id: string): ProblemError {
  return new ProblemError(
    'unknown-change',
    `There is no change ${id.slice(0, 40)}.`,
    'cutwater list (GET /v1/changes) shows those there are.',
  )
}

function notOpened(opened: Extract<Opened, { opened: false }>, caller: Caller): ProblemError {
  return opened.because === 'key-reused'
    ? new ProblemError(
        'key-reused',
        `This key opened ${opened.id}, with another plan or other inputs.`,
        'Use a new key for a new change.',
      )
    : notCompiled(opened, caller)
}
