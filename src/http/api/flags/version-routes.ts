import { z } from 'zod'
import { diffVersions } from '../../../read/records/flag-view.ts'
import { rollbackFlag } from '../../../runtime/flags/rollback-flag.ts'
import { actorOf } from '../../kernel/access/caller.ts'
import type { Serve } from '../../kernel/operation/operation.ts'
import { because } from '../../kernel/schema/words.ts'
import type { House } from '../house.ts'
import {
  answerFlag,
  doneSchema,
  FLAG_PARAMS,
  placeShape,
  seen,
  unknownFlag,
  unknownVersion,
} from './routes.ts'
import { differenceSchema, flagVersionSchema } from './schema.ts'

/** What a flag has been, and the way back to it. */
export function flagVersionRoutes(serve: Serve, house: Pick<House, 'read' | 'flagSets' | 'act'>): void {
  serve({
    id: 'getFlagHistory',
    method: 'get',
    path: '/v1/flags/{environment}/{target}/{flag}/history',
    tag: 'Flags',
    summary: 'The settings of a flag',
    description:
      'The newest: 500 at most, and 4 MiB of definitions. `diff` and `rollback` know every version.',
    permission: 'read',
    params: FLAG_PARAMS,
    answers: {
      200: {
        description: 'Its settings.',
        schema: z.strictObject({ ...placeShape, history: z.array(flagVersionSchema) }),
      },
    },
    refusals: ['unknown-target', 'unknown-flag'],
  }).by(async ({ params: { environment, target, flag } }) => {
    const history = await house.read.flagHistory(environment, target, flag)
    if (history.length === 0) throw unknownFlag({ environment, target, flag })
    return { status: 200, body: { environment, target, flag, history } }
  })

  serve({
    id: 'getFlagDiff',
    method: 'get',
    path: '/v1/flags/{environment}/{target}/{flag}/diff',
    tag: 'Flags',
    summary: 'What differs between two versions of a flag',
    description:
      'Without `to` the newest, without `from` the one before. Version 0 is before the flag was first set.',
    permission: 'read',
    params: FLAG_PARAMS,
    query: z.strictObject({ from: versionAsked, to: versionAsked }),
    answers: {
      200: {
        description: 'Every difference, none when they say the same.',
        schema: z.strictObject({
          ...placeShape,
          from: z.int(),
          to: z.int(),
          differences: z.array(differenceSchema),
        }),
      },
    },
    refusals: ['unknown-target', 'unknown-flag', 'unknown-version'],
  }).by(async ({ params: { environment, target, flag }, query: { from, to } }) => {
    const newest = await house.read.flagHistory(environment, target, flag)
    if (newest.length === 0) throw unknownFlag({ environment, target, flag })
    const asked = [to, from, to === undefined ? undefined : to - 1].filter((one) => one !== undefined)
    const older = await house.read.flagHistory(environment, target, flag, asked)
    const history = [...older.filter(({ version }) => version < (newest[0]?.version ?? 0)), ...newest]
    const diff = diffVersions(history, to, from)
    if (diff === null) throw unknownVersion({ environment, target, flag })
    return { status: 200, body: { environment, target, flag, ...diff } }
  })

  serve({
    id: 'rollbackFlag',
    method: 'post',
    path: '/v1/flags/{environment}/{target}/{flag}/rollback',
    tag: 'Flags',
    summary: 'Give a flag again what it held in an earlier version',
    permission: 'set-flag',
    params: FLAG_PARAMS,
    body: z.strictObject({ version: z.int().min(1).max(1_000_000_000), because }),
    example: { version: 3, because: 'version 4 broke the cart' },
    answers: { 200: { description: 'It holds that again, as a new version.', schema: doneSchema } },
    refusals: ['unknown-target', 'unknown-flag', 'unknown-version', 'flag-locked', 'push-failed'],
  }).by(async ({ params, body, caller }) => {
    const answer = await house.act(rollbackFlag, { ...params, ...body, actor: actorOf(caller) })
    await seen(house)
    return answerFlag(params, answer)
  })
}

const versionAsked = z
  .string()
  .regex(/^\d{1,9}$/, 'this is no version')
  .transform(Number)
  .optional()
