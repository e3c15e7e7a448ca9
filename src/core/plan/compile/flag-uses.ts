import { type Finding, keyFault, type Path } from '../../document/finding.ts'
import type { Act } from '../../runbook/runbook.ts'
import { compiledValues } from '../step/compiled-values.ts'
import type { PlanFlags } from '../step/flags.ts'
import { type Arranged, planTargets } from './arrange.ts'

/** Flags that a plan sets, somewhere it may run. */
export type FlagUse = {
  readonly environment: string
  readonly plan: string
  readonly act: Extract<Act, { act: 'set-flags' }>
  /** Where a flag is written. */
  readonly at: Readonly<Record<string, Pick<Finding, 'file' | 'line' | 'column'>>>
}

/** A value that is not certain yet, such as that of an input nobody has given, is one that is not known. */
export function flagUses(
  {
    plan,
    environments,
    steps,
  }: { plan: string; environments: readonly string[]; steps: readonly Arranged[] },
  isCertain: (path: Path) => boolean,
  locate: (fault: ReturnType<typeof keyFault>) => Finding,
): readonly FlagUse[] {
  const acts = steps.flatMap(({ item, path }) => {
    if (!('flags' in item)) return []
    const { lock = false, targets, ...written } = item.flags as PlanFlags['flags']
    const set = compiledValues(written as Parameters<typeof compiledValues>[0])
    const places = Object.keys(set).map((flag) => [flag, [...path, 'flags', flag]] as const)
    const known = places.map(([flag, at]) => [flag, isCertain(at) ? set[flag] : NOT_KNOWN] as const)
    const at = places.map(([flag, place]) => {
      const { file, line, column } = locate(keyFault(place, '', '', ''))
      return [flag, { file, line, column }] as const
    })
    const act = {
      act: 'set-flags' as const,
      targets: [...((targets as readonly string[] | undefined) ?? planTargets(steps))].sort(),
      set: Object.fromEntries(known) as FlagUse['act']['set'],
      lock,
    }
    return [{ act, at: Object.fromEntries(at) }]
  })
  return environments.flatMap((environment) => acts.map((one) => ({ environment, plan, ...one })))
}

const NOT_KNOWN = { cel: '' }
