import type { Instant, Millis } from '../time/instant.ts'
import type { Outcome, Verdict } from './basis/verdict.ts'
import type { Check, Suite } from './check.ts'

/** What became of one check when it was looked at. */
export type CheckResult = Verdict & {
  readonly check: string
  readonly title: string
  readonly required: boolean
  readonly at: Instant
  readonly tookMs: Millis
}

export type SuiteResult = {
  readonly suite: string
  readonly title: string
  readonly outcome: Outcome
  readonly checks: readonly CheckResult[]
}

/**
 * A suite fails with any required check that fails; where none does, it is unknown with any that nobody could look at.
 * One in which nothing required was looked at has shown nothing.
 */
export function outcomeOf(results: readonly Pick<CheckResult, 'outcome' | 'required'>[]): Outcome {
  const required = results.filter((result) => result.required)
  if (required.some(({ outcome }) => outcome === 'failed')) return 'failed'
  if (required.length === 0 || required.some(({ outcome }) => outcome === 'unknown')) return 'unknown'
  return 'passed'
}

/** `4 of 5 passed, 1 failed`. */
export function countedInWords(results: readonly Pick<CheckResult, 'outcome'>[]): string {
  const of = (outcome: Outcome): number => results.filter((result) => result.outcome === outcome).length
  const bad = [
    [of('failed'), 'failed'],
    [of('unknown'), 'not known'],
  ] as const
  return [
    `${of('passed')} of ${results.length} passed`,
    ...bad.flatMap(([n, word]) => (n === 0 ? [] : [`${n} ${word}`])),
  ].join(', ')
}

export function suiteResult(suite: Suite, checks: readonly CheckResult[]): SuiteResult {
  return { suite: suite.name, title: suite.title, outcome: outcomeOf(checks), checks }
}

/** How many are looked at together: enough for the slowest to decide how long it takes, and no storm. */
export const TOGETHER = 16
/** What a kind needs to let go once its time is up. */
export const LETS_GO_MS: Millis = 10_000

/** How long a suite may take at most, when each of its checks takes as long as it may. */
export function longestMs(checks: readonly Pick<Check, 'timeLimitMs'>[]): Millis {
  const slowest = Math.max(0, ...checks.map(({ timeLimitMs }) => timeLimitMs))
  return Math.ceil(checks.length / TOGETHER) * (slowest + LETS_GO_MS)
}

/** What a person has to read first, in bounded length: what is not well, or that all of it is. */
export function evidenceOf({ checks }: Pick<SuiteResult, 'checks'>): string {
  const bad = checks.filter(({ outcome }) => outcome !== 'passed')
  const said = (bad.length === 0 ? checks : bad).map(({ title, says }) => `${title}: ${says}`)
  const words = [countedInWords(checks), ...said].join('; ')
  return words.length > MOST ? `${words.slice(0, MOST).toWellFormed()} ...` : words
}

/** As much as a sentence of the journal bears. */
const MOST = 2_000

/** Of a quick look: those that are marked so. */
export const chosen = (checks: readonly Check[], isQuick: boolean): readonly Check[] =>
  isQuick ? checks.filter(({ quick }) => quick) : checks
