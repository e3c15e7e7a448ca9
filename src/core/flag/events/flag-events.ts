import { z } from 'zod'
import { count, text, yes } from '../../event/data.ts'
import { exactly } from '../../event/exactly.ts'
import { recordEvent } from '../../event/record-event.ts'
import { scalarSchema } from '../../runbook/value-schema.ts'
import type { FlagContent, FlagDefinition, Json, VariantValue } from '../definition/definition.ts'

/** What happens to flags, in the stream `flags/ENVIRONMENT`. */
const json = exactly<Json>()(z.json())
const variant = exactly<VariantValue>()(z.union([scalarSchema, z.record(z.string(), json)]))

const definition = exactly<FlagDefinition>()(
  z.strictObject({
    state: z.enum(['ENABLED', 'DISABLED']),
    variants: z.record(z.string(), variant),
    defaultVariant: z.string().nullable().exactOptional(),
    targeting: json.exactOptional(),
    metadata: z.record(z.string(), scalarSchema).exactOptional(),
    $evaluators: z.record(z.string(), json).exactOptional(),
  }),
)
const content = exactly<FlagContent>()(z.union([scalarSchema, definition]))

const named = { target: text, flag: text }
const written = {
  /** What it held before; null when there was no such flag. */
  was: content.nullable(),
  locked: yes,
  because: text,
  /** The earlier version whose content this is. */
  restored: count.exactOptional(),
}

export const flagDefined = recordEvent({
  type: 'flag-defined',
  version: 1,
  data: { ...named, definition, ...written },
  wakes: 'nobody',
  sentence: ({ target, flag, because }, by) => `${by} defined ${flag} of ${target}: ${because}`,
})

export const flagSet = recordEvent({
  type: 'flag-set',
  version: 1,
  data: { ...named, value: scalarSchema.nullable(), ...written },
  wakes: 'nobody',
  sentence: ({ target, flag, value, because }, by) =>
    value === null
      ? `${by} removed ${flag} of ${target}: ${because}`
      : `${by} set ${flag} of ${target} to ${value}: ${because}`,
})

export const flagLocked = recordEvent({
  type: 'flag-locked',
  version: 1,
  data: { ...named, because: text },
  wakes: 'nobody',
  sentence: ({ target, flag, because }, by) => `${by} locked ${flag} of ${target}: ${because}`,
})

export const flagUnlocked = recordEvent({
  type: 'flag-unlocked',
  version: 1,
  data: { ...named, because: text },
  wakes: 'nobody',
  sentence: ({ target, flag, because }, by) => `${by} unlocked ${flag} of ${target}: ${because}`,
})

export const FLAG_EVENTS = {
  [flagDefined.type]: flagDefined,
  [flagSet.type]: flagSet,
  [flagLocked.type]: flagLocked,
  [flagUnlocked.type]: flagUnlocked,
}
