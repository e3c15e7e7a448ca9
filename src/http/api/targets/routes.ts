import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { decideConflict } from '../../../runtime/traffic/decide-conflict.ts'
import { killTarget } from '../../../runtime/traffic/kill-target.ts'
import { releaseTarget } from '../../../runtime/traffic/release-target.ts'
import { actorOf, dedupOf } from '../../kernel/access/caller.ts'
import type { Serve } from '../../kernel/operation/operation.ts'
import { because } from '../../kernel/schema/words.ts'
import type { House } from '../house.ts'
import { dismissRoute } from './dismiss-route.ts'
import { killAnswer } from './kill-answer.ts'
import { killAnswerSchema } from './kill-schema.ts'
import { targetSchema } from './schema.ts'
import { fullName, TARGET_PARAMS, unknownTarget } from './target-params.ts'

const body = z.strictObject({ because })
const target = z.string().meta({ description: '`environment/service`' })

export function targetRoutes(serve: Serve, house: Pick<House, 'read' | 'act'>): void {
  decideRoute(serve, house)
  dismissRoute(serve, house)
  serve({
    id: 'listTargets',
    method: 'get',
    path: '/v1/targets',
    tag: 'Targets',
    summary: 'All targets, with what each proxy has',
    permission: 'read',
    answers: {
      200: {
        description: 'The targets, by name.',
        schema: z.strictObject({ targets: z.array(targetSchema) }),
      },
    },
  }).by(async () => ({ status: 200, body: { targets: await house.read.targets() } }))

  serve({
    id: 'killTarget',
    method: 'post',
    path: '/v1/targets/{environment}/{name}/kill',
    tag: 'Targets',
    summary: 'Close a target, latch it, and abort the change that owns it',
    permission: 'kill',
    urgent: true,
    params: TARGET_PARAMS,
    idempotency: 'optional',
    body,
    example: { because: 'checkout is down' },
    answers: {
      200: {
        description: 'It is latched; `open` says whether every proxy has closed it.',
        schema: z.strictObject({
          target,
          killed: z.literal(true),
          already: z.boolean(),
          open: z.array(z.string()).meta({
            description:
              'Proxies that have not acknowledged that they are closed, with what is known of each.',
          }),
          change: z.string().nullable().meta({ description: 'The change that moved it, killed as well.' }),
          answer: killAnswerSchema.nullable(),
        }),
      },
    },
    refusals: ['unknown-target'],
  }).by(async ({ params, body, caller, key = randomUUID() }) => {
    const target = fullName(params)
    // Of kills of this target alone: whatever else the key was used for, this is meant.
    const dedup = `kill ${target} ${dedupOf(caller, key)}`
    const killed = await house.act(killTarget, {
      target,
      actor: actorOf(caller),
      because: body.because,
      dedup,
    })
    if (!killed.killed) throw unknownTarget(target)
    const { already, open, owner } = killed
    const change = owner?.id ?? null
    const answer = owner === null ? null : killAnswer(owner.asked)
    return { status: 200, body: { target, killed: true, already, open: [...open], change, answer } }
  })

  serve({
    id: 'releaseTarget',
    method: 'post',
    path: '/v1/targets/{environment}/{name}/release',
    tag: 'Targets',
    summary: 'Lift the latch of a target; it stays closed',
    permission: 'release',
    params: TARGET_PARAMS,
    body,
    example: { because: 'fixed in v2.0.1' },
    answers: {
      200: {
        description: 'It is latched no more.',
        schema: z.strictObject({ target, released: z.literal(true), already: z.boolean() }),
      },
    },
    refusals: ['unknown-target'],
  }).by(async ({ params, body, caller }) => {
    const target = fullName(params)
    const released = await house.act(releaseTarget, { target, actor: actorOf(caller), because: body.because })
    if (!released.released) throw unknownTarget(target)
    return { status: 200, body: { target, released: true, already: released.already } }
  })
}

/** Who moves everybody, or says that nobody is to be moved, is who may open a target again. */
function decideRoute(serve: Serve, house: Pick<House, 'act'>): void {
  serve({
    id: 'decideTarget',
    method: 'post',
    path: '/v1/targets/{environment}/{name}/decide',
    tag: 'Targets',
    summary: 'Decide a conflict between a proxy and the database, as after a restore',
    permission: 'release',
    params: TARGET_PARAMS,
    body: z.strictObject({
      how: z.enum(['adopt-proxy', 'overwrite-proxy']).meta({
        description: 'Whose word counts. `conflict` of the target says beforehand what either would do.',
      }),
      because,
    }),
    example: { how: 'adopt-proxy', because: 'restored from last night; the release since then is live' },
    answers: {
      200: {
        description: 'It is decided.',
        schema: z.strictObject({
          target,
          how: z.string(),
          already: z.boolean().meta({ description: 'There was nothing to decide; nothing has changed.' }),
          stable: z.enum(['blue', 'green']).nullable(),
          aborted: z.string().nullable().meta({ description: 'The change that is aborted by it.' }),
        }),
      },
    },
    refusals: ['unknown-target'],
  }).by(async ({ params, body, caller }) => {
    const target = fullName(params)
    const { how, because } = body
    const decided = await house.act(decideConflict, { target, how, actor: actorOf(caller), because })
    if (decided.decided) {
      const { desired, aborted } = decided
      return { status: 200, body: { target, how, already: false, stable: desired.stable, aborted } }
    }
    if (decided.because === 'unknown-target') throw unknownTarget(target)
    return { status: 200, body: { target, how, already: true, stable: null, aborted: null } }
  })
}
