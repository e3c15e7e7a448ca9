import type { StepId } from '../../runbook/runbook.ts'
import type { TrafficMode } from '../../traffic/mode.ts'

/** What one run of a mode step has ordered, by target, and what was so before. */
export type ModeSet = {
  readonly step: StepId
  readonly was: Readonly<Record<string, TrafficMode>>
  readonly set: Readonly<Record<string, TrafficMode>>
  /** As the plan says it; while a target is normal it is kept until somebody is turned away. */
  readonly banner?: string
}

/** Without what is said of these targets. */
export function withoutTargets(sets: readonly ModeSet[], targets: readonly string[]): readonly ModeSet[] {
  const kept = <T>(of: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(of).filter(([target]) => !targets.includes(target)))
  return sets
    .map((one) => ({ ...one, was: kept(one.was), set: kept(one.set) }))
    .filter(({ set }) => Object.keys(set).length > 0)
}
