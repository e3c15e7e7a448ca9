import type { MiddlewareHandler } from 'hono'
import { ProblemError } from './problem.ts'

/** A long poll may wait 25 s; nothing else comes near. */
const ANSWER_LIMIT_MS = 30_000

export function limitTime(limitMs = ANSWER_LIMIT_MS): MiddlewareHandler {
  return async (_, next) => {
    const limit = Promise.withResolvers<never>()
    const timer = setTimeout(
      () =>
        limit.reject(
          new ProblemError(
            'too-slow',
            `There was no answer in ${limitMs / 1000} s.`,
            'Look whether it happened before you ask again.',
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
