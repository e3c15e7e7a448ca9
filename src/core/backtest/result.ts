import type { Evidence, Verdict } from '../judge/verdict.ts'
import type { SignalShape } from '../signal/shape.ts'
import type { Instant, Millis } from '../time/instant.ts'
import type { Division } from './divide.ts'
import type { MissingSpans } from './missing.ts'
import type { Quantity } from './quantity.ts'
import type { WatchedRule } from './watched-rules.ts'
import type { Hour } from './worst-hour.ts'

/** A guard would have tripped. */
export type Trip = {
  readonly at: Instant
  /** For how long its bound stayed true; null: to the end of what was recorded, or of a test, which then is over. */
  readonly lastedMs: Millis | null
  readonly evidence: Evidence
}

/** A gate that would not have let a rollout go on at the end of a hold. */
export type Stop = {
  readonly at: Instant
  readonly verdict: Exclude<Verdict, 'no-worse'>
  readonly evidence: Evidence
}

/** How often the end of a hold was played, and how it came out. */
export type Asked = {
  readonly passed: number
  readonly failed: number
  /** Too few samples, or too little evidence. */
  readonly inconclusive: number
  readonly noData: number
}

/** The first of them; of more, only how many there were. */
export const LISTED_MAX = 100

/** What one rule would have done on one target. */
export type RuleResult = {
  readonly watched: WatchedRule
  readonly shape: SignalShape
  readonly quantity: Quantity
  readonly from: Instant
  readonly to: Instant
  /** How often it was evaluated, and how often there was something to evaluate. */
  readonly evaluations: number
  readonly measured: number
  readonly watches: number
  readonly trips: { readonly count: number; readonly first: readonly Trip[] }
  /** Of a gate. */
  readonly asked: Asked | null
  readonly stops: readonly Stop[]
  readonly missing: MissingSpans
  /** How often nothing was measured for longer than its `noData` bears, where that does something. */
  readonly noDataActs: number
  /** How near it came; null: it never had a value. */
  readonly near: Near | null
  readonly worstHour: Hour | null
  readonly division: Division | null
  /** Why nothing was played; the figures are then empty. */
  readonly why?: string
}

export type Near = {
  readonly half: number
  readonly tenth: number
  readonly hundredth: number
  readonly thousandth: number
  readonly worst: number
}

/** At least so much of the evaluations, or of the ends of holds, has to be able to tell. */
const ENOUGH = 0.5

/** Whether there was enough to say anything. */
export function hasEnough({ why, evaluations, measured, asked }: RuleResult): boolean {
  if (why !== undefined || evaluations === 0 || measured < ENOUGH * evaluations) return false
  if (asked === null) return true
  const told = asked.passed + asked.failed
  return told > 0 && told >= ENOUGH * (told + asked.inconclusive + asked.noData)
}

/** Whether it would have stood in the way of a rollout of a good version. */
export const hasActed = ({ trips, asked, noDataActs }: RuleResult): boolean =>
  trips.count > 0 || (asked !== null && asked.failed > 0) || noDataActs > 0

export const MONTH_MS: Millis = 30 * 86_400_000

/** So many in thirty days. */
export const aMonth = (count: number, { from, to }: Pick<RuleResult, 'from' | 'to'>): number =>
  to <= from ? 0 : (count * MONTH_MS) / (to - from)
