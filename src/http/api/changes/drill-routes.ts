import { z } from 'zod'
import type { Caller } from '../../../runtime/access/identify.ts'
import { type DrillOpened, openDrill } from '../../../runtime/change/open-drill.ts'
import { actorOf, dedupOf } from '../../kernel/access/caller.ts'
import type { Serve } from '../../kernel/operation/operation.ts'
import { ProblemError } from '../../kernel/problem/problem.ts'
import { asSentence } from '../../kernel/problem/sentence.ts'
import { etag } from '../../kernel/request/headers.ts'
import { basisPoints } from '../../kernel/schema/shown.ts'
import { drillRecordSchema } from '../drills/schema.ts'
import type { House } from '../house.ts'
import { notCompiled, planBody, planOrderFrom } from '../plans/body.ts'
import { findingSchema } from '../plans/finding-schema.ts'
import { CHANGE_PARAMS, unknownChange } from './routes.ts'
import { changeSchema } from './schema.ts'

const drillBody = planBody.safeExtend({
  at: basisPoints
    .min(1)
    .optional()
    .meta({
      description:
        'The weight of a stage, of 10000, from which it goes back. Left out: the first that the public has a part of.',
      examples: [500],
    }),
})

/** Rehearsing the rollback of a plan, which is a change of its own. */
export function drillChangeRoutes(serve: Serve, house: Pick<House, 'read' | 'binding' | 'act'>): void {
  serve({
    id: 'startDrill',
    method: 'post',
    path: '/v1/drills',
    tag: 'Changes',
    summary: 'Rehearse the rollback of a plan',
    description:
      'Opens a change that does what the plan does up to its first rollout, gives a canary traffic, and goes back by the plan’s own rollback; of a plan without a rollout it does all of it. Only where the binding of the environment says `drills`, and while no other change runs on its targets. `drill` of the change says what it came to.',
    permission: 'open-change',
    idempotency: 'required',
    body: drillBody,
    example: {
      registered: { name: 'dual-deploy' },
      inputs: { environment: 'staging', version_tag: 'v2.0.0' },
    },
    answers: {
      201: {
        description: 'The drill is open.',
        schema: z.strictObject({ change: changeSchema, warnings: z.array(findingSchema) }),
        headers: { Location: 'Where it is.', ETag: 'Its revision.' },
      },
    },
    refusals: ['unknown-plan', 'plan-findings', 'refused', 'key-reused'],
  }).by(async ({ body: { at = null, ...body }, caller, key }) => {
    const order = { ...planOrderFrom(body, caller), at, dedup: dedupOf(caller, key), actor: actorOf(caller) }
    const opened = await house.act(openDrill, house.binding, order)
    if (!opened.opened) throw notOpened(opened, caller)
    const { change, warnings } = opened
    const view = await house.read.change(change.id)
    if (view === null) throw new Error(`${change.id} was made and cannot be read`)
    const headers = { location: `/v1/changes/${view.id}`, etag: etag(view.revision) }
    return { status: 201, headers, body: { change: view, warnings } }
  })

  serve({
    id: 'getDrill',
    method: 'get',
    path: '/v1/changes/{id}/drill',
    tag: 'Changes',
    summary: 'What a drill came to',
    description:
      'Each part of the rollback with how long it took and what the plan allows, and the requests that were counted; made of the journal each time it is asked for.',
    permission: 'read',
    params: CHANGE_PARAMS,
    answers: { 200: { description: 'Its record.', schema: drillRecordSchema } },
    refusals: ['unknown-change', 'refused'],
  }).by(async ({ params: { id } }) => {
    const record = await house.read.drill(id)
    if (record === null) throw unknownChange(id)
    if (record === 'no-drill')
      throw new ProblemError('refused', `${id} is no drill.`, 'cutwater drills (GET /v1/drills) lists those.')
    return { status: 200, body: record }
  })
}

function notOpened(opened: Extract<DrillOpened, { opened: false }>, caller: Caller): ProblemError {
  switch (opened.because) {
    case 'refused':
      return new ProblemError('refused', asSentence(opened.refused.because), opened.refused.remedy)
    case 'key-reused':
      return new ProblemError(
        'key-reused',
        `This key opened ${opened.id}, which is another change.`,
        'Use a new key for a new drill.',
      )
    default:
      return notCompiled(opened, caller)
  }
}
