import { type NoAnswer, Unreachable } from './asking.ts'

/** It was sent, and asked for more than to be told something; its message says so. */
export class InDoubt extends Unreachable {
  constructor(sentence: string, cause: unknown) {
    super(`${sentence}; what was asked may have happened all the same`, { cause })
  }
}

/** The request was under way; before a connection nothing can have happened. */
const BROKEN_OFF: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'])

/** For who waits for `limitMs` at most, and may ask again. */
export const noAnswerWithin =
  (limitMs: number): NoAnswer =>
  ({ method }, cause, says, why) => {
    const isLate = cause instanceof Error && cause.name === 'TimeoutError'
    const sentence = `${says}${isLate ? ` within ${limitMs / 1_000} s` : (why ?? '')}`
    const mayHaveHappened = why === undefined || isLate || BROKEN_OFF.has(callCode(cause))
    return !['GET', 'HEAD'].includes(method) && mayHaveHappened
      ? new InDoubt(sentence, cause)
      : new Unreachable(sentence, { cause })
  }

/** What the call below `fetch` failed with. */
export function callCode(error: unknown): unknown {
  const why = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return why instanceof Error && 'code' in why ? why.code : undefined
}
