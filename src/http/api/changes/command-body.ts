import { z } from 'zod'
import type { Command } from '../../../core/change/commands/command.ts'
import type { Attachment } from '../../../core/change/state/change.ts'
import { ProblemError } from '../../kernel/problem/problem.ts'
import { because, duration, line, page } from '../../kernel/schema/words.ts'
import { suiteSeen } from './beside-schema.ts'
import { namedFile } from './named-file.ts'

const item = line(300).meta({
  description: '`STEP/ITEM`, in a stage `STEP@STAGE/ITEM`; or its own name where only one is called that.',
  examples: ['go-no-go/runbook-reviewed'],
})

/** The commands that people give over the wire. An edit and a request come with a plan and have their own routes. */
const COMMANDS = [
  named('approve', 'Approves what was requested; the requester cannot.', {}),
  named('reject', 'Sends a request back to its draft.', { because }),
  named('cancel', 'Ends a change that has not begun.', { because }),
  named('pause', 'Nothing advances until it is resumed; guards still watch.', { because }),
  named('resume', 'A paused change goes on.', {
    because: because.optional().meta({ description: 'Kept in the journal where it is said.' }),
  }),
  named('promote', 'Ends the hold of a stage early, if its gates hold.', {
    all: z
      .boolean()
      .optional()
      .meta({ description: "Through the later stages too, as soon as each one's gates hold." }),
    override: because.optional().meta({ description: 'Why, although a gate is inconclusive.' }),
  }),
  named(
    'promotion',
    'Whose word is the last before the canary is adopted; whom the plan asks is never passed over.',
    {
      as: z.enum(['auto', 'manual']).meta({
        description: '`auto`: evidence alone. `manual`: the approver is asked once all else is through.',
      }),
      approver: line(100).optional().meta({ description: 'Who has to approve: the name of a token.' }),
    },
  ),
  named(
    'abort',
    'Rolls back at once; a change that has not begun is cancelled, one that has ended refuses it.',
    { because },
  ),
  named('rollback', 'Rolls back, if wanted stage by stage.', {
    because,
    gradual: z.boolean().optional().meta({ description: 'Down the stages it went up.' }),
  }),
  named('kill', 'An abort, and every target of the change stays closed until it is released.', { because }),
  named('settle', "A person's word on what nobody else knows.", {
    item: line(100).meta({
      description:
        "The step in doubt, the undo that failed, or a line of the checklist; after success only a person's, while its plan keeps it open.",
    }),
    as: z.enum(['done', 'failed', 'repeat', 'skip']).meta({ description: '`skip` is for an undo.' }),
    because,
  }),
  named('consider', 'Asks whether it should go back, and pages who answers for it; moves nothing.', {
    because,
  }),
  named('decline', 'Answers a consideration: it goes on all the same.', {
    number: z.int().min(1).max(1_000).meta({ description: 'Of the consideration, from 1.' }),
    because,
  }),
  named(
    'record-validation',
    'Keeps what suites have shown to who looked at them for this change; nothing follows of it.',
    {
      suites: z.array(suiteSeen).min(1).max(50),
      canary: z
        .array(line(100))
        .max(50)
        .meta({ description: 'Targets of which the new version was looked at.' }),
      report: z
        .string()
        .regex(/^[0-9a-f]{64}$/, 'this is no SHA-256 in hexadecimal')
        .optional()
        .meta({ description: 'SHA-256 of the page that was written of it.' }),
    },
  ),
  named('answer', 'What a person says to a guard that asks whether the change goes on.', {
    guard: line(100).meta({ description: 'The guard of the plan that asks.' }),
    as: z.enum(['resume', 'rollback']),
    because,
  }),
  named('extend', 'Moves the end of the window.', {
    by: duration.meta({ examples: ['15m'] }),
    because,
  }),
  named('tick', 'Says that an item of a checklist is done; by the person that it waits for.', {
    item,
    note: page(2_000).optional().meta({ description: 'What there is to say of it.' }),
    attachment: namedFile.optional().meta({ description: 'A file that was uploaded to this change before.' }),
  }),
  named('untick', 'Takes a tick back, until its checklist is over.', { item, because }),
  named('not-ready', 'Says that an item is not ready: the change pauses until a person resumes it.', {
    item,
    because,
  }),
  named('decide', "A person's word in an approval of a change that runs; who requested it cannot approve.", {
    decision: line(200).meta({ description: 'The step, or what its plan calls the decision.' }),
    as: z.enum(['approve', 'reject']),
    because: because.optional().meta({ description: 'A rejection needs it.' }),
  }),
] as const

const NAMES = COMMANDS.map(({ shape }) => shape.command.value)

export const commandSchema = z.discriminatedUnion('command', COMMANDS, {
  error: (issue) =>
    issue.code === 'invalid_union'
      ? `this is no command: ${NAMES.slice(0, -1).join(', ')} or ${NAMES.at(-1)}`
      : undefined,
})

/** With what it does, for readers of the document. */
function named<Name extends string, Shape extends z.ZodRawShape>(
  name: Name,
  description: string,
  shape: Shape,
) {
  return z.strictObject({ command: z.literal(name), ...shape }).meta({ title: name, description })
}

export type CommandBody = z.output<typeof commandSchema>

/** `attachment`: the file that a tick speaks of, as it is kept. */
export function commandFrom(
  body: CommandBody,
  revision: number | undefined,
  attachment?: Attachment,
): Command {
  switch (body.command) {
    case 'promote':
      return { command: 'promote', all: body.all ?? false, override: body.override ?? null, revision }
    case 'promotion':
      return { ...promotionFrom(body), revision }
    case 'rollback':
      return { command: 'rollback', because: body.because, gradual: body.gradual ?? false, revision }
    case 'extend':
      return { command: 'extend', byMs: body.by, because: body.because, revision }
    case 'tick': {
      const { item, note } = body
      return { command: 'tick', item, note, attachment, revision }
    }
    case 'untick':
    case 'not-ready':
    case 'decide':
    case 'approve':
    case 'reject':
    case 'cancel':
    case 'pause':
    case 'resume':
    case 'abort':
    case 'kill':
    case 'settle':
    case 'consider':
    case 'decline':
    case 'record-validation':
    case 'answer':
      return { ...body, revision }
  }
}

/** A manual one needs its approver, and only that one has one. */
function promotionFrom({ as, approver }: Extract<CommandBody, { command: 'promotion' }>) {
  if (as === 'manual') return { command: 'promotion', as, approver: approver ?? '' } as const
  if (approver === undefined) return { command: 'promotion', as } as const
  throw new ProblemError(
    'invalid-body',
    'The body cannot be used: an automatic promotion has no approver.',
    'Leave approver out, or send as: manual.',
  )
}
