import { z } from 'zod'
import { FLAG_NAME, isFlagName } from '../../../core/flag/definition/flag-name.ts'
import { flagdFile } from '../../../core/flag/file/flagd-file.ts'
import { unlockLine } from '../../../core/flag/lock/flags-in-the-way.ts'
import { type FlagLocked, lockFlag, unlockFlag } from '../../../runtime/flags/lock-flag.ts'
import type { rollbackFlag } from '../../../runtime/flags/rollback-flag.ts'
import { setFlag } from '../../../runtime/flags/set-flag.ts'
import { actorOf } from '../../kernel/access/caller.ts'
import type { Param, Serve } from '../../kernel/operation/operation.ts'
import { ProblemError } from '../../kernel/problem/problem.ts'
import { because, NAME } from '../../kernel/schema/words.ts'
import type { House } from '../house.ts'
import { unknownTarget } from '../targets/target-params.ts'
import { contentFrom, contentShape } from './body.ts'
import { flagSchema } from './schema.ts'

const environment = z.string().regex(NAME, 'this is no name of an environment')
export const placeShape = { environment: z.string(), target: z.string(), flag: z.string() }
export const doneSchema = z
  .strictObject({ ...placeShape, done: z.literal(true), already: z.boolean() })
  .meta({ id: 'FlagDone', description: 'It is so; `already` says that it was so before.' })

export function flagRoutes(serve: Serve, house: Pick<House, 'read' | 'binding' | 'flagSets' | 'act'>): void {
  serve({
    id: 'listFlags',
    method: 'get',
    path: '/v1/flags',
    tag: 'Flags',
    summary: 'The flags of an environment',
    permission: 'read',
    query: z.strictObject({ environment }),
    answers: { 200: { description: 'The flags.', schema: z.strictObject({ flags: z.array(flagSchema) }) } },
    refusals: ['unknown-environment'],
  }).by(async ({ query: { environment } }) => {
    const flags = await house.read.flags(environment)
    const known = Object.keys(house.binding.environments)
    if (flags.length === 0 && !known.includes(environment)) throw unknownEnvironment(environment, known)
    return { status: 200, body: { flags } }
  })

  serve({
    id: 'setFlag',
    method: 'put',
    path: '/v1/flags/{environment}/{target}/{flag}',
    tag: 'Flags',
    summary: 'Set a flag',
    description: 'To a value for everybody, or to a definition that decides by subject: one of the two.',
    permission: 'set-flag',
    params: FLAG_PARAMS,
    body: z.strictObject({ ...contentShape, because }),
    example: { value: true, because: 'launch day' },
    answers: { 200: { description: 'It is set.', schema: doneSchema } },
    refusals: ['unknown-target', 'unknown-flag', 'flag-locked', 'flag-faults', 'push-failed'],
  }).by(async ({ params, body, caller }) => {
    const { because } = body
    const order = { ...params, because, value: contentFrom(body), actor: actorOf(caller) }
    const answer = await house.act(setFlag, { ...order, lock: false })
    await seen(house)
    return answerFlag(params, answer)
  })

  for (const [id, turn, verb, summary, description] of [
    ['lockFlag', 'lock', lockFlag, 'Lock a flag, so that nobody sets it', 'It is locked.'],
    ['unlockFlag', 'unlock', unlockFlag, 'Lift the lock of a flag', 'It is locked no more.'],
  ] as const)
    serve({
      id,
      method: 'post',
      path: `/v1/flags/{environment}/{target}/{flag}/${turn}`,
      tag: 'Flags',
      summary,
      permission: 'lock-flag',
      params: FLAG_PARAMS,
      body: z.strictObject({ because }),
      example: { because: 'frozen until Monday' },
      answers: { 200: { description, schema: doneSchema } },
      refusals: ['unknown-target', 'unknown-flag', 'flag-locked'],
    }).by(async ({ params, body, caller }) =>
      answerFlag(params, await house.act(verb, { ...params, ...body, actor: actorOf(caller) })),
    )

  serve({
    id: 'getFlagdFile',
    method: 'get',
    path: '/v1/flags/{environment}/{target}/flagd',
    tag: 'Flags',
    summary: 'The flags of a target as a file that flagd reads',
    description:
      '$cutwater.slot stands in it as the share it is at the moment, so flagd splits as the traffic does now.',
    permission: 'read',
    params: { environment: part, target: part },
    answers: { 200: { description: 'The file.', schema: flagdSchema } },
    refusals: ['unknown-target'],
  }).by(async ({ params: { environment, target } }) => {
    const set = house.flagSets.of(environment, target)
    if (set === null) throw unknownTarget(`${environment}/${target}`)
    const contents = [...set.flags].map(([flag, { content }]) => [flag, content] as const)
    return { status: 200, body: flagdFile(Object.fromEntries(contents), set.desired) }
  })
}

const flagdSchema = z
  .looseObject({ flags: z.record(z.string(), z.unknown()) })
  .meta({ id: 'FlagdFile', externalDocs: { url: 'https://flagd.dev/reference/flag-definitions/' } })

type Place = { readonly environment: string; readonly target: string; readonly flag: string }
type DoneReply = {
  readonly status: 200
  readonly body: Place & { readonly done: true; readonly already: boolean }
}

const part: Param = {
  schema: z.string().regex(NAME),
  unknown: ({ environment = '', target = '' }) => unknownTarget(`${environment}/${target}`),
}
const named: Param = {
  schema: z.string().refine(isFlagName),
  unknown: ({ flag = '' }) => badName(flag),
}
export const FLAG_PARAMS = { environment: part, target: part, flag: named } as const

/** A flag that was written here and is evaluated here is what was written. */
export async function seen({ flagSets }: Pick<House, 'flagSets'>): Promise<void> {
  // It is written; should the database have gone away since, the sets see it when it is back, and say so in the log.
  await flagSets.refresh().catch(() => undefined)
}

type Answer = Awaited<ReturnType<typeof setFlag | typeof rollbackFlag>> | FlagLocked

export function answerFlag({ environment, target, flag }: Place, answer: Answer): DoneReply {
  if (!answer.set) throw notSet({ environment, target, flag }, answer)
  if ('untold' in answer)
    throw new ProblemError(
      'push-failed',
      `${flag} is stored, but ${environment}/${target} did not take it: ${answer.untold}.`,
      'Set it again when its flag service answers.',
    )
  return { status: 200, body: { environment, target, flag, done: true, already: answer.already } }
}

function notSet({ environment, target, flag }: Place, answer: Extract<Answer, { set: false }>): ProblemError {
  if (!('unknown' in answer))
    return new ProblemError(
      'flag-locked',
      `${flag} on ${environment}/${target} is locked by ${answer.lockedBy}: ${answer.because}.`,
      `Lift the lock first: ${unlockLine(environment, { target, flag })}`,
    )
  switch (answer.unknown) {
    case 'target':
      return unknownTarget(`${environment}/${target}`)
    case 'flag':
      return unknownFlag({ environment, target, flag })
    case 'version':
      return unknownVersion({ environment, target, flag })
  }
}

export function unknownFlag({ environment, target, flag }: Place): ProblemError {
  return new ProblemError(
    'unknown-flag',
    `There is no flag ${flag.slice(0, 100)} on ${environment}/${target}.`,
    'cutwater flags list (GET /v1/flags?environment=NAME) shows those there are.',
  )
}

/** Not merely unknown: there can be no such flag. */
function badName(flag: string): ProblemError {
  return new ProblemError(
    'unknown-flag',
    `${JSON.stringify(flag.slice(0, 100))} is no name of a flag.`,
    `${FLAG_NAME}.`,
  )
}

export function unknownVersion({ environment, target, flag }: Place): ProblemError {
  return new ProblemError(
    'unknown-version',
    `There is no such version of ${flag} on ${environment}/${target}.`,
    'cutwater flags history shows the versions there are.',
  )
}

export const unknownEnvironment = (environment: string, known: readonly string[]): ProblemError =>
  new ProblemError(
    'unknown-environment',
    `The binding has no environment ${environment}.`,
    `Those it has: ${known.join(', ') || 'none'}.`,
  )
