import { z } from 'zod'
import { permits, rolesThat } from '../../../core/access/roles.ts'
import { FILES_MAX, type TaskWord } from '../../../core/follow-up/settle-task.ts'
import type { FollowUpView } from '../../../read/follow-up/follow-up-view.ts'
import type { Caller } from '../../../runtime/access/identify.ts'
import { settleFollowUp } from '../../../runtime/follow-up/settle-follow-up.ts'
import { actorOf } from '../../kernel/access/caller.ts'
import type { Param, Serve } from '../../kernel/operation/operation.ts'
import { ProblemError } from '../../kernel/problem/problem.ts'
import { asSentence } from '../../kernel/problem/sentence.ts'
import { line } from '../../kernel/schema/words.ts'
import { keptFile, namedFile } from '../changes/named-file.ts'
import { CHANGE_PARAMS, unknownChange } from '../changes/routes.ts'
import type { House } from '../house.ts'
import { followUpSchema } from './schema.ts'

const MOST = 1_000
const words = line(2_000)

/** Said by which of the two it has: what was done, or why it is owed again. */
const body = z.union([
  z.strictObject({
    note: words.meta({ description: 'It is done: what was done, and where that is written down.' }),
    attachments: z
      .array(namedFile)
      .max(FILES_MAX)
      .optional()
      .meta({ description: 'Files that were uploaded to this change before.' }),
  }),
  z.strictObject({ reopen: words.meta({ description: 'It is not done after all: why.' }) }),
])

/** The tasks that changes leave at their end. */
export function followUpRoutes(serve: Serve, house: Pick<House, 'read' | 'act'>): void {
  serve({
    id: 'listFollowUps',
    method: 'get',
    path: '/v1/follow-ups',
    tag: 'Changes',
    summary: 'What ended changes have left to do',
    description: 'Those that are not done, the first that is due first.',
    permission: 'read',
    query: z.strictObject({
      owner: line(200)
        .optional()
        .meta({ description: 'Only of this person.', examples: ['ada'] }),
    }),
    answers: {
      200: {
        description: 'The tasks.',
        schema: z.strictObject({
          followUps: z.array(followUpSchema),
          more: z.boolean().meta({ description: 'There are others, beyond these.' }),
        }),
      },
    },
  }).by(async ({ query: { owner } }) => {
    const found = await house.read.openFollowUps(MOST + 1, owner)
    return { status: 200, body: { followUps: found.slice(0, MOST), more: found.length > MOST } }
  })

  serve({
    id: 'getFollowUps',
    method: 'get',
    path: '/v1/changes/{id}/follow-ups',
    tag: 'Changes',
    summary: 'What a change has left to do, done or not',
    permission: 'read',
    params: CHANGE_PARAMS,
    answers: {
      200: { description: 'The tasks.', schema: z.strictObject({ followUps: z.array(followUpSchema) }) },
    },
    refusals: ['unknown-change'],
  }).by(async ({ params: { id } }) => {
    const followUps = await house.read.followUps(id)
    if (followUps === null) throw unknownChange(id)
    return { status: 200, body: { followUps } }
  })

  serve({
    id: 'settleFollowUp',
    method: 'post',
    path: '/v1/changes/{id}/follow-ups/{task}',
    tag: 'Changes',
    summary: 'Say that a task is done, or that it is not after all',
    description: 'By the person who owes it, or by somebody who may answer for a plan (`answer-change`).',
    permission: 'consider',
    params: TASK_PARAMS,
    body,
    example: { note: 'https://wiki.example.test/postmortems/412' },
    answers: { 200: { description: 'The task as it is now.', schema: followUpSchema } },
    refusals: ['unknown-change', 'unknown-task', 'unknown-attachment', 'refused'],
  }).by(async ({ params: { id, task }, body, caller }) => {
    const asked = (await house.read.followUps(id))?.find((one) => one.task === task)
    if (asked === undefined) throw await noTask(house, id, task)
    if (asked.owner !== caller.name && !permits(caller.roles, 'answer-change')) throw notTheirs(asked, caller)
    const word = await wordOf(house, id, body)
    const answer = await house.act(settleFollowUp, { change: id, task, word, actor: actorOf(caller) })
    if (answer === null) throw await noTask(house, id, task)
    if (answer.answer === 'refused')
      throw new ProblemError('refused', asSentence(answer.because), answer.remedy)
    const view = (await house.read.followUps(id))?.find((one) => one.task === task)
    if (view === undefined) throw new Error(`${task} of ${id} was settled and cannot be read`)
    return { status: 200, body: view }
  })
}

async function wordOf(
  house: Pick<House, 'act'>,
  change: string,
  said: z.output<typeof body>,
): Promise<TaskWord> {
  if ('reopen' in said) return { say: 'reopen', because: said.reopen }
  const { note, attachments = [] } = said
  const files = await Promise.all(attachments.map((file) => keptFile(house, change, file)))
  return { say: 'done', note, ...(files.length === 0 ? {} : { attachments: files }) }
}

const TASK_PARAMS = {
  ...CHANGE_PARAMS,
  task: {
    schema: z
      .string()
      .regex(/^[a-z0-9][a-z0-9.-]{0,199}$/)
      .meta({ examples: ['succeeded-24h-1'] }),
    unknown: ({ id = '', task = '' }) => unknownTask(id, task, []),
  },
} satisfies Readonly<Record<string, Param>>

async function noTask(house: Pick<House, 'read'>, id: string, task: string): Promise<ProblemError> {
  const tasks = await house.read.followUps(id)
  if (tasks === null) return unknownChange(id)
  const open = tasks.filter(({ state }) => state !== 'done').map((one) => one.task)
  return unknownTask(id, task, open)
}

const notTheirs = ({ task, owner }: FollowUpView, { name }: Caller): ProblemError =>
  new ProblemError(
    'not-allowed',
    `${task} is owed by ${owner}, and ${name} may not answer for others.`,
    `${owner} may say it, or one of the roles ${rolesThat('answer-change').join(', ')}.`,
    { permission: 'answer-change' },
  )

const unknownTask = (id: string, task: string, open: readonly string[]): ProblemError =>
  new ProblemError(
    'unknown-task',
    `${id} has left no task ${task}.`,
    open.length === 0
      ? `See what it has left: cutwater follow-ups list ${id}.`
      : `Not done are: ${open.slice(0, 20).join(', ')}.`,
  )
