import type { JudgeState } from '../judge/observe.ts'
import { isTest } from '../judge/rule.ts'
import type { Instant, Millis } from '../time/instant.ts'
import { Missing } from './missing.ts'
import { byWorse, type Quantity, quantityOf, valueAt } from './quantity.ts'
import { type Asked, LISTED_MAX, type Near, type RuleResult, type Stop, type Trip } from './result.ts'
import type { WatchedRule } from './watched-rules.ts'
import { WorstHour } from './worst-hour.ts'

/** One evaluation. */
export type Evaluated = {
  readonly state: JudgeState
  readonly moment: Instant
  readonly stepMs: Millis
  /** Whether its interval was measured. */
  readonly measured: boolean
}

/** What the evaluations of one rule come to. */
export class Tally {
  readonly quantity: Quantity
  readonly #watched: WatchedRule
  readonly #missing = new Missing()
  readonly #hour: WorstHour
  readonly #values: number[] = []
  readonly #trips: Trip[] = []
  readonly #stops: Stop[] = []
  readonly #asked = { passed: 0, failed: 0, inconclusive: 0, noData: 0 }
  #tripCount = 0
  #open: { readonly trip: Trip; readonly since: Instant } | null = null
  #evaluations = 0
  #measured = 0
  #heardAt: Instant | null = null
  #silences = 0
  #isSilent = false

  constructor(watched: WatchedRule) {
    this.#watched = watched
    this.quantity = quantityOf(watched.rule)
    this.#hour = new WorstHour(this.quantity)
  }

  evaluated({ state, moment, stepMs, measured }: Evaluated): void {
    const { rule } = this.#watched
    const { evidence } = state
    this.#evaluations += 1
    if (!measured) this.#missing.add(moment - stepMs, moment)
    const value = valueAt(this.quantity, state)
    this.#hour.add(moment, value)
    if (value !== null) this.#values.push(value)
    const isTold = value !== null && (isTest(rule.bound) || evidence.samples >= rule.minSamples)
    if (isTold) this.#measured += 1
    this.#hear(isTold, moment, stepMs)
    if (rule.kind === 'guard') this.#follow(state, moment)
  }

  /** A test that has tripped is over until its next watch. */
  idle(moment: Instant, stepMs: Millis, measured: boolean): void {
    this.#evaluations += 1
    if (!measured) this.#missing.add(moment - stepMs, moment)
    else this.#measured += 1
    this.#hour.add(moment, null)
    this.#hear(measured, moment, stepMs)
  }

  /** Silence acts once, however long it lasts. */
  #hear(isTold: boolean, moment: Instant, stepMs: Millis): void {
    const { afterMs, then } = this.#watched.rule.noData
    this.#heardAt ??= moment - stepMs
    if (isTold) {
      this.#heardAt = moment
      this.#isSilent = false
    } else if (!this.#isSilent && moment - this.#heardAt > afterMs) {
      this.#isSilent = true
      if (then === 'pause' || then === 'rollback') this.#silences += 1
    }
  }

  #follow({ tripped, trueSince }: JudgeState, moment: Instant): void {
    const open = this.#open
    if (open !== null && trueSince === null && !isTest(this.#watched.rule.bound)) this.#end(moment)
    if (tripped === null || this.#open !== null) return
    this.#open = { trip: { at: moment, lastedMs: null, evidence: tripped }, since: trueSince ?? moment }
    this.#tripCount += 1
  }

  #end(moment: Instant | null): void {
    if (this.#open === null) return
    const { trip, since } = this.#open
    this.#open = null
    if (this.#trips.length < LISTED_MAX)
      this.#trips.push(moment === null ? trip : { ...trip, lastedMs: moment - since })
  }

  /** The end of a watch; of a gate, what it says then. */
  watchEnded({ verdict, evidence }: JudgeState, moment: Instant): void {
    this.#end(null)
    if (this.#watched.rule.kind !== 'gate') return
    switch (verdict) {
      case 'no-worse':
        this.#asked.passed += 1
        return
      case 'worse':
        this.#asked.failed += 1
        break
      case 'inconclusive':
      case 'assumption-violated':
        this.#asked.inconclusive += 1
        break
      case 'no-data':
        this.#asked.noData += 1
    }
    if (this.#stops.length < LISTED_MAX) this.#stops.push({ at: moment, verdict, evidence })
  }

  result(): Omit<RuleResult, 'watched' | 'shape' | 'from' | 'to' | 'watches' | 'division'> {
    this.#end(null)
    const asked: Asked | null = this.#watched.rule.kind === 'gate' ? { ...this.#asked } : null
    return {
      quantity: this.quantity,
      evaluations: this.#evaluations,
      measured: this.#measured,
      trips: { count: this.#tripCount, first: this.#trips },
      asked,
      stops: this.#stops,
      missing: this.#missing.result(),
      noDataActs: this.#silences,
      near: nearOf(this.quantity, this.#values),
      worstHour: this.#hour.result(),
    }
  }
}

function nearOf(quantity: Quantity, values: readonly number[]): Near | null {
  if (values.length === 0) return null
  const sorted = worstFirst(quantity, values)
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] as number
  return { half: at(0.5), tenth: at(0.1), hundredth: at(0.01), thousandth: at(0.001), worst: at(0) }
}

/** Months are half a million numbers: sorted as numbers, where they are not compared by their middle. */
function worstFirst(quantity: Quantity, values: readonly number[]): ArrayLike<number> {
  if (quantity.bounds.length > 1) return values.toSorted(byWorse(quantity))
  const rising = Float64Array.from(values).sort()
  return quantity.worse === 'lower' ? rising : rising.reverse()
}
