import type { FlagDefinition } from '../definition/definition.ts'
import { written } from '../rule/rule.ts'
import { failure, type Metadata, type Resolution } from './resolution.ts'

/** Every answer that a definition can give, made once. */
export type Outcomes = {
  readonly metadata: Metadata
  readonly disabled: Resolution
  readonly untargeted: Resolution
  /** The rule came to nothing: the default. */
  readonly untold: Resolution
  /**
   * What the result of a rule stands for: a variant by its name, `true` and `false` by theirs, null for the default.
   */
  of(result: unknown, split: boolean): Resolution
}

export function outcomesOf({ variants, defaultVariant, metadata = {} }: FlagDefinition): Outcomes {
  const made = (reason: 'STATIC' | 'DEFAULT' | 'TARGETING_MATCH' | 'SPLIT') =>
    new Map(
      Object.entries(variants).map(([variant, value]): [string, Resolution] => [
        variant,
        { outcome: 'value', value, variant, reason, metadata },
      ]),
    )
  const [matched, split] = [made('TARGETING_MATCH'), made('SPLIT')]
  const codeDefault: Resolution = { outcome: 'code-default', reason: 'DEFAULT', metadata }
  const byDefault = (reason: 'STATIC' | 'DEFAULT') => made(reason).get(defaultVariant ?? '') ?? codeDefault
  const untold = byDefault('DEFAULT')
  return {
    metadata,
    disabled: { outcome: 'code-default', reason: 'DISABLED', metadata },
    untargeted: byDefault('STATIC'),
    untold,
    of(result, isSplit) {
      if (result === null || result === undefined) return untold
      const variant = typeof result === 'string' ? result : written(result)
      const found = (isSplit ? split : matched).get(variant)
      if (found !== undefined) return found
      const named = variant.slice(0, 100)
      return failure('GENERAL', `its rule came to the variant ${named}, which it does not have.`, metadata)
    },
  }
}
