import type { MiddlewareHandler } from 'hono'
import { ProblemError } from '../problem/problem.ts'

/** A long poll may wait 25 s; nothing else comes near. */
const ANSWER_LIMIT_MS = 30_000
/** Whoever wants to stop something has to hear soon that it did not work, while there are other ways. */
const URGENT_LIMIT_MS = 6_000
const URGENT = /\/(commands|kill|abort)$/

export function limitTime(answerLimitMs = ANSWER_LIMIT_MS): MiddlewareHandler {
  return async (c, next) => {
    const isUrgent = c.req.method === 'POST' && URGENT.test(c.req.path)
    const limitMs = isUrgent ? Math.min(URGENT_LIMIT_MS, answerLimitMs) : answerLimitMs
    const limit = Promise.withResolvers<never>()
    const timer = setTimeout(
      () =>
        limit.reject(
          new ProblemError(
            'too-slow',
            `There was no answer in ${limitMs / 1000} s.`,
            isUrgent
              ? 'Ask again with the same Idempotency-Key; cutwater kill TARGET --direct closes a target without the server.'
              : 'Look whether it happened before you ask again.',
          ),
        ),
      limitMs,
    )
    try {
      await Promise.race([next(), limit.promise])
    } finally {
      clearTimeout(timer)
    }
  }
}
