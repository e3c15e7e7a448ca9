import type { Scalar } from '../../core/runbook/runbook.ts'
import type { Side } from '../../core/traffic/desired.ts'
import type { EffectRow } from '../../ports/store/effects.ts'
import type { Target } from '../context/reach.ts'

export type Facts = Readonly<Record<string, string>>

/**
 * What every command and call is told; a command reads it from its environment, a call's URL may be filled in from
 * it.
 */
export function commonFacts({ key, change, environment, version, act }: EffectRow): Facts {
  const of = 'of' in act && act.act !== 'restore-flags' ? act.of : undefined
  return {
    CUTWATER_KEY: key,
    CUTWATER_CHANGE: change,
    CUTWATER_ENVIRONMENT: environment,
    CUTWATER_VERSION: of?.version ?? version,
    CUTWATER_REVERTS: of?.change ?? '',
  }
}

/**
 * Of most, the side without the public: the canary's. Which one that is, the desired state says, and it swaps when a
 * canary is adopted.
 */
export function targetFacts(service: string, side: Side, { sides }: Target): Facts {
  return {
    CUTWATER_TARGET: service,
    CUTWATER_SIDE: side,
    CUTWATER_SIDE_URL: sides[side],
  }
}

/** The values a step was given. What was left to run time was filled in before the effect was ordered. */
export function known(values: Readonly<Record<string, unknown>>): Readonly<Record<string, Scalar>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, scalar(name, value)]))
}

export function scalar(name: string, value: unknown): Scalar {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  throw new Error(`${name} still waits to be evaluated: an effect is ordered with every value known`)
}
