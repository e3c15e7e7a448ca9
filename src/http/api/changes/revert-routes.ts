import { z } from 'zod'
import { openRevert, type RevertOpened } from '../../../runtime/change/open-revert.ts'
import { actorOf, dedupOf } from '../../kernel/access/caller.ts'
import type { Serve } from '../../kernel/operation/operation.ts'
import { ProblemError } from '../../kernel/problem/problem.ts'
import { asSentence } from '../../kernel/problem/sentence.ts'
import { etag } from '../../kernel/request/headers.ts'
import { because, line } from '../../kernel/schema/words.ts'
import type { House } from '../house.ts'
import { revertSchema } from './revert-schema.ts'
import { CHANGE_PARAMS, unknownChange } from './routes.ts'
import { changeSchema } from './schema.ts'

const version = line(200).meta({
  description: 'What served before, where no change has brought it and so nobody knows.',
  examples: ['v1.9.0'],
})

const revertQuery = z.strictObject({
  gradual: z
    .enum(['true', 'false'])
    .optional()
    .transform((word) => word === 'true')
    .meta({ description: 'By the stages and gates of the plan; else everybody at once.' }),
  version: version.optional(),
})

const revertBody = z.strictObject({
  because,
  gradual: z.boolean().optional(),
  version: version.optional(),
  seen: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'this is what the plan of a revert has as `seen`')
    .optional(),
})

/** Taking a succeeded change back, which is a change of its own. */
export function revertRoutes(serve: Serve, house: Pick<House, 'read' | 'binding' | 'act'>): void {
  serve({
    id: 'getRevert',
    method: 'get',
    path: '/v1/changes/{id}/revert',
    tag: 'Changes',
    summary: 'What it would do to take a change back',
    description: 'Nothing is done. A refusal is an answer here: `refused` says why, and what to do instead.',
    permission: 'read',
    params: CHANGE_PARAMS,
    query: revertQuery,
    answers: { 200: { description: 'The plan of the revert, or its refusal.', schema: revertSchema } },
    refusals: ['unknown-change'],
  }).by(async ({ params: { id }, query: { gradual, version = null } }) => {
    const view = await house.read.revert(id, { gradual, version })
    if (view === null) throw unknownChange(id)
    return { status: 200, body: view }
  })

  serve({
    id: 'revertChange',
    method: 'post',
    path: '/v1/changes/{id}/revert',
    tag: 'Changes',
    summary: 'Take a succeeded change back',
    description:
      'Opens a change of its own, made from the journal: the previous version, its traffic and its flags.',
    permission: 'open-change',
    params: CHANGE_PARAMS,
    idempotency: 'required',
    body: revertBody,
    example: { because: 'carts are empty since the release' },
    answers: {
      201: {
        description: 'The revert is open.',
        schema: z.strictObject({ change: changeSchema }),
        headers: { Location: 'Where it is.', ETag: 'Its revision.' },
      },
    },
    refusals: ['unknown-change', 'refused', 'key-reused'],
  }).by(async ({ params: { id }, body, caller, key }) => {
    const { because, gradual = false, version = null, seen = null } = body
    const order = { because, gradual, version, seen, dedup: dedupOf(caller, key), actor: actorOf(caller) }
    const opened = await house.act(openRevert, house.binding, id, order)
    if (!opened.opened) throw notOpened(id, opened)
    const view = await house.read.change(opened.change.id)
    if (view === null) throw new Error(`${opened.change.id} was made and cannot be read`)
    const headers = { location: `/v1/changes/${view.id}`, etag: etag(view.revision) }
    return { status: 201, headers, body: { change: view } }
  })
}

function notOpened(id: string, opened: Extract<RevertOpened, { opened: false }>): ProblemError {
  switch (opened.because) {
    case 'unknown-change':
      return unknownChange(id)
    case 'key-reused':
      return new ProblemError(
        'key-reused',
        `This key opened ${opened.id}, which is no revert of ${id}.`,
        'Use a new key for a new change.',
      )
    case 'refused': {
      const { because, remedy } = opened.refused
      return new ProblemError('refused', asSentence(because), remedy)
    }
  }
}
