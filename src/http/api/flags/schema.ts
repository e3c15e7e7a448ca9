import { z } from 'zod'
import { instant, shownScalar } from '../../kernel/schema/shown.ts'

const definitionSchema = z
  .looseObject({ state: z.enum(['ENABLED', 'DISABLED']), variants: z.record(z.string(), z.unknown()) })
  .meta({
    id: 'FlagDefinition',
    description: "In flagd's format, with $evaluators beside it where its targeting refers to them.",
    externalDocs: { url: 'https://flagd.dev/reference/flag-definitions/' },
  })

const lockSchema = z.strictObject({ by: z.string(), because: z.string(), since: instant })

export const flagSchema = z
  .strictObject({
    environment: z.string(),
    target: z.string(),
    flag: z.string(),
    value: shownScalar.nullable(),
    definition: definitionSchema.nullable(),
    lock: lockSchema.nullable(),
    version: z.int(),
    at: instant,
    staged: z
      .array(
        z.strictObject({
          change: z.string(),
          value: shownScalar.nullable(),
          since: instant,
          liveAt: instant.nullable(),
        }),
      )
      .meta({ description: 'What changes under way have staged for it, and from when it counts.' }),
  })
  .meta({
    id: 'Flag',
    description:
      'A flag of a target, as it is now. `value` is what everybody gets, null when the definition decides by subject.',
  })

export const flagVersionSchema = z
  .strictObject({
    version: z.int(),
    value: shownScalar.nullable(),
    definition: definitionSchema.nullable(),
    by: z.string(),
    because: z.string(),
    at: instant,
  })
  .meta({
    id: 'FlagVersion',
    description: 'One setting of a flag; one with neither value nor definition removed it.',
  })

export const differenceSchema = z
  .strictObject({ path: z.string(), was: z.unknown().optional(), is: z.unknown().optional() })
  .meta({
    id: 'FlagDifference',
    description: 'One place where two versions differ, as in `targeting.if[0]`.',
  })

export const importedSchema = z
  .strictObject({
    environment: z.string(),
    target: z.string(),
    imported: z.boolean(),
    flags: z.array(
      z.strictObject({
        flag: z.string(),
        is: z.enum(['new', 'changed', 'same']),
        differences: z.array(differenceSchema),
        lockedBy: z.string().nullable(),
      }),
    ),
  })
  .meta({
    id: 'FlagsImported',
    description:
      'What became of each flag of a file; `imported` is false for a dry run, which says what would.',
  })
