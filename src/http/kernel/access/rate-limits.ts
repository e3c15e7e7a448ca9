import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { ProblemError } from '../problem/problem.ts'

/**
 * Budgets, each with keys of its own. They are generous: they stop a script that ran away, not a person. What stops a
 * canary has a budget apart, so that nothing else can use it up.
 */
export type RateBudget =
  /** One token, for everything that is not named below. */
  | 'token'
  /** One token, for evaluating flags. */
  | 'flags'
  /** One token, for abort, kill, pause and rollback. */
  | 'urgent'
  /** One address, for what needs no token: also for trading a code for a session. */
  | 'anyone'
  /** One address, for the health of the server. */
  | 'health'
  /** One address, for unknown tokens and sessions. */
  | 'unknown'

export type RateLimit = { readonly requests: number; readonly perSeconds: number }

export const RATE_LIMITS: Readonly<Record<RateBudget, RateLimit>> = {
  token: { requests: 3_000, perSeconds: 10 },
  flags: { requests: 200_000, perSeconds: 10 },
  urgent: { requests: 300, perSeconds: 10 },
  anyone: { requests: 2_000, perSeconds: 10 },
  health: { requests: 1_000, perSeconds: 10 },
  unknown: { requests: 300, perSeconds: 60 },
}

export type RateLimiter = {
  /** Takes one from the budget and says what is left, as the header `RateLimit` does. Throws `too-many-requests`. */
  spend(budget: RateBudget, key: string): Promise<string>
  /** Whether there is something left, without taking it. */
  isSpent(budget: RateBudget, key: string): Promise<boolean>
}

/** In memory, for each server by itself; a key is forgotten when its time is over. */
export function rateLimiter(limits: Readonly<Partial<Record<RateBudget, RateLimit>>> = {}): RateLimiter {
  const all = { ...RATE_LIMITS, ...limits }
  const names = Object.keys(all) as RateBudget[]
  const budgets = Object.fromEntries(
    names.map((name) => {
      const { requests, perSeconds } = all[name]
      return [name, new RateLimiterMemory({ keyPrefix: name, points: requests, duration: perSeconds })]
    }),
  ) as Record<RateBudget, RateLimiterMemory>
  return {
    async spend(budget, key) {
      try {
        return said(budget, await budgets[budget].consume(key))
      } catch (result) {
        if (!(result instanceof RateLimiterRes)) throw result
        throw tooMany(budget, all[budget], result)
      }
    },
    async isSpent(budget, key) {
      const state = await budgets[budget].get(key)
      return state !== null && state.remainingPoints <= 0
    },
  }
}

const secondsLeft = ({ msBeforeNext }: RateLimiterRes): number => Math.max(1, Math.ceil(msBeforeNext / 1000))

const said = (budget: RateBudget, state: RateLimiterRes): string =>
  `"${budget}";r=${state.remainingPoints};t=${secondsLeft(state)}`

function tooMany(
  budget: RateBudget,
  { requests, perSeconds }: RateLimit,
  state: RateLimiterRes,
): ProblemError {
  return new ProblemError(
    'too-many-requests',
    `More than ${requests} requests came in ${perSeconds} s.`,
    `Ask again in ${secondsLeft(state)} s. Abort and kill have a budget of their own.`,
    { retryAfter: secondsLeft(state), budget },
  )
}
