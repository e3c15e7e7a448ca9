import type { SignalShape } from '../../core/signal/shape.ts'
import type { Millis } from '../../core/time/instant.ts'
import type { Shown } from '../shown/instant.ts'

/** Every signal of an environment as it is now, on both sides of each of its targets. */
export type SignalsView = {
  readonly environment: string
  readonly at: Shown
  readonly signals: readonly SignalNow[]
}

export type SignalNow = {
  readonly signal: string
  readonly shape: SignalShape
  /** The objective, in the scale of the unit; null where the binding names none. */
  readonly slo: number | null
  /** Who measures it. */
  readonly source: string
  /** Over how long each number was measured. */
  readonly overMs: Millis
  readonly targets: readonly {
    readonly target: string
    readonly stable: MeasuredNow
    readonly canary: MeasuredNow
  }[]
}

/** `value` null: `why` says the reason. */
export type MeasuredNow = {
  readonly value: number | null
  readonly samples: number
  /** Up to when; null where nothing was measured. */
  readonly upTo: Shown | null
  readonly why: string | null
}
