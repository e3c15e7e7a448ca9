import { type Command, URGENT } from '../../../core/change/commands/command.ts'
import { permissionOf } from '../../../core/change/commands/command-permission.ts'
import { type Asked, askChange } from '../../../runtime/change/ask-change.ts'
import { editChange } from '../../../runtime/change/edit-change.ts'
import { hasToken } from '../../../runtime/change/known-leads.ts'
import { actorOf, dedupOf } from '../../kernel/access/caller.ts'
import type { Serve } from '../../kernel/operation/operation.ts'
import { ProblemError } from '../../kernel/problem/problem.ts'
import type { House } from '../house.ts'
import { notCompiled, planBody, planOrderFrom } from '../plans/body.ts'
import { answerCommand, COMMAND_ANSWERS, COMMAND_REFUSALS } from './command-answer.ts'
import { type CommandBody, commandFrom, commandSchema } from './command-body.ts'
import { keptFile } from './named-file.ts'
import { CHANGE_PARAMS } from './routes.ts'

/** How long it takes until a command is answered, whichever server takes the turn. */
type CommandMetrics = { command(command: string, answer: string, seconds: number): void }

/** What is asked of a change that is there. */
export function changeCommandRoutes(
  serve: Serve,
  house: Pick<House, 'binding' | 'act'>,
  metrics: CommandMetrics,
): void {
  serve({
    id: 'editChange',
    method: 'put',
    path: '/v1/changes/{id}/plan',
    tag: 'Changes',
    summary: 'Give a change that has not begun another plan, or other inputs',
    description: 'Its approvals are void then. It needs the revision you saw, in `If-Match`.',
    permission: 'open-change',
    params: CHANGE_PARAMS,
    idempotency: 'required',
    ifMatch: true,
    body: planBody,
    example: {
      registered: { name: 'dual-deploy' },
      inputs: { environment: 'staging', version_tag: 'v2.0.1' },
    },
    answers: COMMAND_ANSWERS,
    refusals: [...COMMAND_REFUSALS, 'unknown-plan', 'plan-findings'],
  }).by(async ({ params: { id }, key, revision, body, caller }) => {
    const order = {
      ...planOrderFrom(body, caller),
      dedup: dedupOf(caller, key),
      actor: actorOf(caller),
      revision,
    }
    const asked = await house.act(editChange, house.binding, id, order)
    if ('because' in asked) throw notCompiled(asked, caller)
    return answerCommand(id, asked, revision)
  })

  serve({
    id: 'commandChange',
    method: 'post',
    path: '/v1/changes/{id}/commands',
    tag: 'Changes',
    summary: 'Ask something of a change',
    description:
      'Abort, pause and kill need no revision, nor does an answer to a checklist or a decision; the others need the one you saw, in `If-Match`. What is already so is accepted. A kill needs the permission `kill` instead, an answer `answer-change`.',
    permission: 'command-change',
    urgent: true,
    needs: ({ command }: CommandBody) => ({ permission: permissionOf(command), urgent: URGENT.has(command) }),
    params: CHANGE_PARAMS,
    idempotency: 'required',
    ifMatch: true,
    body: commandSchema,
    example: { command: 'pause', because: 'checkout looks slow' },
    answers: COMMAND_ANSWERS,
    refusals: [...COMMAND_REFUSALS, 'unknown-attachment'],
  }).by(async ({ params: { id }, key, revision, body, caller }) => {
    const named = body.command === 'tick' ? body.attachment : undefined
    const file = named === undefined ? undefined : await keptFile(house, id, named)
    const command = commandFrom(body, revision, file)
    if (command.command === 'promotion') await refuseNobody(house, command)
    const asking = { dedup: dedupOf(caller, key), actor: actorOf(caller), command }
    const from = performance.now()
    const asked = await house.act(askChange, id, asking)
    metrics.command(body.command, wordFor(asked), (performance.now() - from) / 1_000)
    return answerCommand(id, asked, revision)
  })
}

/** A person without a token could never be asked. */
async function refuseNobody(
  house: Pick<House, 'act'>,
  command: Extract<Command, { command: 'promotion' }>,
): Promise<void> {
  if (command.as === 'auto' || command.approver === '' || (await house.act(hasToken, command.approver)))
    return
  throw new ProblemError(
    'refused',
    `${command.approver} is to approve, and nobody of that name has a valid token.`,
    `Name somebody who has one (cutwater token list), or give one to ${command.approver}.`,
    { refused: 'invalid' },
  )
}

function wordFor(asked: Asked): string {
  if (asked.asked !== 'answered') return asked.asked
  return asked.answer.accepted ? 'accepted' : 'refused'
}
