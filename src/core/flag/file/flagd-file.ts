import { type Desired, FULL, type Split } from '../../traffic/desired.ts'
import {
  definitionOf,
  type FlagContent,
  type FlagDefinition,
  isTargeted,
  type Json,
} from '../definition/definition.ts'
import { mapRule, wholeTargeting } from '../rule/references.ts'
import { operation } from '../rule/rule.ts'

/**
 * The flags of a target as a file that flagd reads. References are written out. `$cutwater.slot`, which flagd does
 * not know, becomes the share it stands for at the moment: flagd's buckets and those of traffic are the same function
 * of the same text, so flagd puts the same subjects on the canary as long as the split stays as it is.
 */
export function flagdFile(flags: Readonly<Record<string, FlagContent>>, desired: Desired | null): FlagdFile {
  const slot = shareOf(desired?.split ?? null)
  const written = Object.entries(flags).map(([key, content]) => {
    const { $evaluators: _, ...definition } = definitionOf(content)
    if (!isTargeted(definition)) return [key, definition] as const
    return [key, { ...definition, targeting: withSlot(wholeTargeting(definitionOf(content)), slot) }] as const
  })
  return { $schema: 'https://flagd.dev/schema/v0/flags.json', flags: Object.fromEntries(written) }
}

export type FlagdFile = {
  readonly $schema: string
  readonly flags: Readonly<Record<string, FlagDefinition>>
}

function withSlot(rule: Json, slot: Json): Json {
  const found = operation(rule)
  if (found?.operator === 'var' && [found.args].flat()[0] === '$cutwater.slot') return slot
  return mapRule(rule, (part) => withSlot(part, slot))
}

/** A rule that comes to `canary` or `stable` as `route` does. */
export function shareOf(split: Split | null): Json {
  if (split === null || split.mode === 'closed') return 'stable'
  const { weight, cohort, segments } = split
  const share = (of: number): Json => {
    if (of <= 0) return 'stable'
    if (of >= FULL) return 'canary'
    return {
      fractional: [{ cat: [`${cohort}:`, { var: 'targetingKey' }] }, ['canary', of], ['stable', FULL - of]],
    }
  }
  if (weight >= FULL || segments.length === 0) return share(weight)
  const cases = segments.flatMap(({ name, weight: own }): Json[] => [
    { '===': [{ var: 'segment' }, name] },
    share(own),
  ])
  return { if: [...cases, share(weight)] }
}
