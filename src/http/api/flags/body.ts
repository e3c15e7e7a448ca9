import { z } from 'zod'
import type { Fault } from '../../../core/document/finding.ts'
import { checkDefinition } from '../../../core/flag/check/check-definition.ts'
import type { FlagContent } from '../../../core/flag/definition/definition.ts'
import { ProblemError } from '../../kernel/problem/problem.ts'
import { scalar } from '../../kernel/schema/words.ts'

/** What a flag is set to, as it is sent: exactly one of the two. */
export const contentShape = {
  value: scalar.optional(),
  definition: z.record(z.string(), z.unknown()).optional().meta({
    description: "In flagd's format: state, variants, defaultVariant, targeting, metadata, $evaluators.",
  }),
}

/** Throws what is wrong with it, each fault with its place in the definition. */
export function contentFrom({
  value,
  definition,
}: {
  readonly value?: FlagContent | undefined
  readonly definition?: unknown
}): FlagContent {
  if ((value === undefined) === (definition === undefined))
    throw new ProblemError(
      'invalid-body',
      value === undefined
        ? 'The body holds neither value nor definition.'
        : 'The body holds a value and a definition.',
      'Send one of the two.',
      { faults: [] },
    )
  if (value !== undefined) return value
  const checked = checkDefinition(definition)
  if ('definition' in checked) return checked.definition
  throw flagFaults(checked.faults)
}

/** What is wrong with a definition, or a file of them. */
export function flagFaults(found: readonly Fault[]): ProblemError {
  const faults = found.map(({ path, message, remedy }) => ({ path: path.join('/'), message, remedy }))
  const [first] = faults
  return new ProblemError('flag-faults', `${first?.path}: ${first?.message}.`, `${first?.remedy}.`, {
    faults,
  })
}
