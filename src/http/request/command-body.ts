import { z } from 'zod'
import type { Command } from '../../core/change/command.ts'
import { because, duration, line } from './words.ts'

/** The commands that people give over the wire. An edit and a request come with a plan and have their own routes. */
export const commandSchema = z.discriminatedUnion(
  'command',
  [
    z.strictObject({ command: z.literal('approve') }),
    z.strictObject({ command: z.literal('reject'), because }),
    z.strictObject({ command: z.literal('cancel'), because }),
    z.strictObject({ command: z.literal('pause'), because }),
    z.strictObject({ command: z.literal('resume') }),
    z.strictObject({
      command: z.literal('promote'),
      all: z.boolean().optional(),
      override: because.optional(),
    }),
    z.strictObject({ command: z.literal('abort'), because }),
    z.strictObject({ command: z.literal('rollback'), because, gradual: z.boolean().optional() }),
    z.strictObject({ command: z.literal('kill'), because }),
    z.strictObject({
      command: z.literal('settle'),
      item: line(100),
      as: z.enum(['done', 'failed', 'repeat', 'skip']),
      because,
    }),
    z.strictObject({ command: z.literal('extend'), by: duration, because }),
  ],
  {
    error: (issue) =>
      issue.code === 'invalid_union'
        ? 'this is no command: approve, reject, cancel, pause, resume, promote, abort, rollback, kill, settle or extend'
        : undefined,
  },
)

export type CommandBody = z.output<typeof commandSchema>

export function commandFrom(body: CommandBody, revision: number | undefined): Command {
  switch (body.command) {
    case 'promote':
      return { command: 'promote', all: body.all ?? false, override: body.override ?? null, revision }
    case 'rollback':
      return { command: 'rollback', because: body.because, gradual: body.gradual ?? false, revision }
    case 'extend':
      return { command: 'extend', byMs: body.by, because: body.because, revision }
    default:
      return { ...body, revision }
  }
}
