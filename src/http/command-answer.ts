import type { Context } from 'hono'
import type { Asked } from '../runtime/ask-change.ts'
import { etag } from './headers.ts'
import { ProblemError } from './problem.ts'

/** What became of a command, as an answer of HTTP. */
export function answerCommand(c: Context, id: string, asked: Asked, revision: number | undefined): Response {
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
      return c.json({ id, answer: 'pending' }, 202)
    case 'answered': {
      const { answer } = asked
      if (!answer.accepted) throw refused(answer, revision)
      return c.json({ id, answer: 'accepted', already: answer.already, revision: answer.revision }, 200, {
        etag: etag(answer.revision),
      })
    }
  }
}

type Refused = Extract<Extract<Asked, { asked: 'answered' }>['answer'], { accepted: false }>

function refused({ refused, because, remedy }: Refused, revision: number | undefined): ProblemError {
  const detail = `${because.charAt(0).toUpperCase()}${because.slice(1)}.`
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
