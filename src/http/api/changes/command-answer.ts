import { z } from 'zod'
import type { Asked } from '../../../runtime/change/ask-change.ts'
import { ProblemError } from '../../kernel/problem/problem.ts'
import { asSentence } from '../../kernel/problem/sentence.ts'
import { etag } from '../../kernel/request/headers.ts'
import { revisionSchema } from './schema.ts'

/** Of whatever asks something of a change. */
export const COMMAND_ANSWERS = {
  200: {
    description: 'It was accepted.',
    schema: z.strictObject({
      id: z.string(),
      answer: z.literal('accepted'),
      already: z.boolean(),
      revision: revisionSchema,
    }),
    headers: { ETag: 'The revision of the change after it.' },
  },
  202: {
    description:
      'It is stored and will be answered by the next turn; the same key asks for the answer again.',
    schema: z.strictObject({ id: z.string(), answer: z.literal('pending') }),
  },
} as const

export const COMMAND_REFUSALS = [
  'unknown-change',
  'refused',
  'wrong-revision',
  'revision-needed',
  'key-reused',
] as const

export type CommandReply =
  | {
      readonly status: 200
      readonly headers: { readonly etag: string }
      readonly body: {
        readonly id: string
        readonly answer: 'accepted'
        readonly already: boolean
        readonly revision: number
      }
    }
  | { readonly status: 202; readonly body: { readonly id: string; readonly answer: 'pending' } }

/** What became of a command, as an answer of HTTP. Throws the problem that a refusal is. */
export function answerCommand(id: string, asked: Asked, revision: number | undefined): CommandReply {
  switch (asked.asked) {
    case 'unknown-change':
      throw new ProblemError(
        'unknown-change',
        `There is no change ${id}.`,
        'cutwater list (GET /v1/changes) shows those there are.',
      )
    case 'conflict':
      throw new ProblemError(
        'key-reused',
        'This key was used for another command.',
        'Use a new key for a new command.',
      )
    case 'pending':
      return { status: 202, body: { id, answer: 'pending' } }
    case 'answered': {
      const { answer } = asked
      if (!answer.accepted) throw refused(answer, revision)
      const { already, revision: now } = answer
      return {
        status: 200,
        headers: { etag: etag(now) },
        body: { id, answer: 'accepted', already, revision: now },
      }
    }
  }
}

type Refused = Extract<Extract<Asked, { asked: 'answered' }>['answer'], { accepted: false }>

function refused({ refused, because, remedy }: Refused, revision: number | undefined): ProblemError {
  const detail = asSentence(because)
  switch (refused) {
    case 'wrong-revision':
      return new ProblemError(revision === undefined ? 'revision-needed' : 'wrong-revision', detail, remedy, {
        refused,
      })
    case 'not-allowed':
      return new ProblemError('not-allowed', detail, remedy, { refused })
    case 'wrong-state':
    case 'evidence':
    case 'unknown-item':
    case 'busy':
    case 'invalid':
      return new ProblemError('refused', detail, remedy, { refused })
  }
}
