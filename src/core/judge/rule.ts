import type { Millis } from '../time/instant.ts'
import type { Relative } from './reference.ts'
import type { Inconclusive } from './sequential/inconclusive.ts'

/** A named measurement; the binding says how it is really obtained. */
export type SignalName = string

/**
 * In the scale of the signal's unit: ratios are 0..1 (99.0 % is 0.99), durations milliseconds, all else plain
 * numbers.
 */
export type Bound = KnownBound | RelativeBound | TestBound

export type Op = 'below' | 'above' | 'at-least' | 'at-most'
/** What a value can be compared with. */
export type KnownBound =
  | { readonly op: Op; readonly value: number }
  /** Both numbers included. */
  | { readonly op: 'between'; readonly low: number; readonly high: number }
/** What has to be resolved first, at each evaluation. */
export type RelativeBound = { readonly op: Op } & Relative

export const isRelative = (bound: Bound): bound is RelativeBound | TestBound => 'of' in bound

export type TestOp = 'worse-than' | 'no-worse-than'
/** Surely worse than `times` stable (a guard), or surely no worse (a gate): what the sequential judge finds. */
export type TestBound = { readonly op: TestOp } & Relative

/** True of a rule that the sequential judge decides. */
export const isTest = (bound: Bound): bound is TestBound =>
  bound.op === 'worse-than' || bound.op === 'no-worse-than'

/**
 * `for`: the bound is true at every evaluation for that long; one clear evaluation resets. Each evaluation
 * looks back over `lookback` (unless said otherwise the same length, as `rate(x[1m])` does).
 * `over`: one number over the whole span; `hold` is the stage's own hold.
 * `test`: everything since the first moved request; `confidence` is that of the whole change, 0.5..1, which the
 * rules that state one share.
 */
export type Form =
  | { readonly form: 'for'; readonly ms: Millis; readonly lookbackMs: Millis }
  | {
      readonly form: 'over'
      readonly span: Millis | 'hold'
      /** The median of so many equal pieces of it; left out: all of it together. */
      readonly pieces?: number
    }
  | { readonly form: 'test'; readonly confidence: number }

/** How long a rule looks back to say anything; null where that is as long as what it stands in. */
export function ownSpan(form: Form): Millis | null {
  switch (form.form) {
    case 'for':
      return form.ms
    case 'over':
      return form.span === 'hold' ? null : form.span
    case 'test':
      return null
  }
}

/** What happens once there has been no data for `afterMs`. `ignore` is for guards only. */
export type NoData = { readonly afterMs: Millis; readonly then: 'hold' | 'pause' | 'rollback' | 'ignore' }

type RuleBase = {
  /** Unique within its rollout; made from its place and words by the compiler. */
  readonly id: string
  readonly signal: SignalName
  /** The label of which every series is judged for itself. Left out: all of the signal is one. */
  readonly each?: string
  readonly bound: Bound
  readonly form: Form
  readonly minSamples: number
  readonly noData: NoData
}

/** Must hold before going on: `bound` says what is good. */
export type Gate = RuleBase & {
  readonly kind: 'gate'
  readonly otherwise: 'hold' | 'pause' | 'rollback'
  /** What happens when so long after the hold there is still too little to tell. Left out: it goes on waiting. */
  readonly inconclusive?: Inconclusive
}

/** Must not trip while it watches: `bound` says what is bad. */
export type Guard = RuleBase & {
  readonly kind: 'guard'
  readonly then: 'rollback' | 'rollback-gradual' | 'pause'
  /** Of a guard of the plan that pauses: leads of the runbook who are told, by what the plan calls them. */
  readonly tell?: readonly string[]
  /** Likewise, and only an answer of one of them lets the change go on. */
  readonly ask?: readonly string[]
}

export type Rule = Gate | Guard

/**
 * With everyone on the canary nobody is left to compare it with: such a rule says nothing, and is not silent either.
 */
export const comparesWithStable = ({ bound }: Pick<Rule, 'bound'>): boolean =>
  isRelative(bound) && bound.of === 'stable'
