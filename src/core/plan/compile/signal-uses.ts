import { type Arranged, isRollout } from './arrange.ts'

/** One signal that a plan decides by, somewhere it may run. */
export type SignalUse = {
  readonly environment: string
  readonly signal: string
  readonly targets: readonly string[]
  /** What it is compared with: ratios 0..1, latencies in milliseconds. */
  readonly bounds: readonly number[]
}

export function signalUses(
  steps: readonly Arranged[],
  environments: readonly string[],
): readonly SignalUse[] {
  const rules = steps.flatMap(({ item }) =>
    isRollout(item)
      ? [...(item.rollout.gates ?? []), ...(item.rollout.guards ?? [])].map((rule) => ({
          signal: rule.signal,
          targets: item.rollout.targets,
          bounds: [rule.atLeast, rule.atMost, rule.below, rule.above].flatMap((bound) => bound?.value ?? []),
        }))
      : [],
  )
  const bySignal = [...new Set(rules.map(({ signal }) => signal))].map((signal) => {
    const those = rules.filter((rule) => rule.signal === signal)
    return {
      signal,
      targets: [...new Set(those.flatMap(({ targets }) => targets))],
      bounds: [...new Set(those.flatMap(({ bounds }) => bounds))],
    }
  })
  return environments.flatMap((environment) => bySignal.map((use) => ({ environment, ...use })))
}
