import { ProblemError } from '../problem/problem.ts'

/** A long poll may wait 25 s; nothing else comes near. */
export const ANSWER_LIMIT_MS = 30_000
/** A person who wants to stop something has to hear soon that it did not work, while there are other ways. */
export const URGENT_LIMIT_MS = 6_000

type AnswerLimit = { readonly urgent: boolean; readonly limitMs?: number | undefined }

/** Throws `too-slow` when there is no answer in time; what was begun goes on. */
export async function answerWithin<T>(
  { urgent, limitMs = urgent ? URGENT_LIMIT_MS : ANSWER_LIMIT_MS }: AnswerLimit,
  answering: () => Promise<T>,
): Promise<T> {
  const limit = Promise.withResolvers<never>()
  const timer = setTimeout(() => limit.reject(tooSlow(urgent, limitMs)), limitMs)
  try {
    return await Promise.race([answering(), limit.promise])
  } finally {
    clearTimeout(timer)
  }
}

const tooSlow = (urgent: boolean, limitMs: number): ProblemError =>
  new ProblemError(
    'too-slow',
    `There was no answer in ${limitMs / 1000} s.`,
    urgent
      ? 'Ask again with the same Idempotency-Key; cutwater kill TARGET --direct closes a target without the server.'
      : 'Look whether it happened before you ask again.',
  )
