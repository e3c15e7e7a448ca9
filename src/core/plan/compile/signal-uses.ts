import { isRelative } from '../rule/bound.ts'
import type { Plan } from '../schema/plan.ts'
import type { Arranged } from './arrange.ts'
import { levelsIn, writtenThresholds } from './levels-in.ts'
import { numbersOf, rulesIn } from './rules-in.ts'

/** One signal that a plan decides by or shows a level of, somewhere it may run. */
export type SignalUse = {
  readonly environment: string
  readonly signal: string
  readonly targets: readonly string[]
  /** What it is compared with: ratios 0..1, latencies in milliseconds. */
  readonly bounds: readonly number[]
}

export function signalUses(
  plan: Plan,
  steps: readonly Arranged[],
  environments: readonly string[],
): readonly SignalUse[] {
  const rules = rulesIn(plan, steps).map(({ rule, targets }) => ({
    signal: rule.signal,
    targets,
    bounds: numbersOf(rule).map(({ value }) => value),
  }))
  const levels = levelsIn(plan, steps).map((one) => ({
    signal: one.level.signal,
    targets: one.targets,
    bounds: writtenThresholds(one).flatMap(({ value }) => (isRelative(value) ? [] : [value.value])),
  }))
  const uses = [...rules, ...levels]
  const bySignal = [...new Set(uses.map(({ signal }) => signal))].map((signal) => {
    const those = uses.filter((use) => use.signal === signal)
    return {
      signal,
      targets: [...new Set(those.flatMap(({ targets }) => targets))],
      bounds: [...new Set(those.flatMap(({ bounds }) => bounds))],
    }
  })
  return environments.flatMap((environment) => bySignal.map((use) => ({ environment, ...use })))
}
