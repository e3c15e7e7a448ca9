import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { z } from 'zod'
import type { Checkpoint, Entry } from '../../core/journal/entry.ts'
import type { ChangeLine, ChangeView } from '../../read/change/change-view.ts'
import type { EntryView } from '../../read/journal/entry-view.ts'
import type { JournalOf } from '../../read/reader.ts'
import type { FlagVersionView, FlagView } from '../../read/records/flag-view.ts'
import type { PlanLine, PlanView } from '../../read/records/plan-view.ts'
import type { ServerView } from '../../read/records/server-view.ts'
import type { TargetView } from '../../read/records/target-view.ts'
import type { TokenView } from '../../read/records/token-view.ts'
import type { SeriesView } from '../../read/series/series-view.ts'
import { tokenSchema } from './access/schema.ts'
import { changeJournalSchema, entrySchema } from './changes/entry-schema.ts'
import { changeLineSchema, changeSchema } from './changes/schema.ts'
import { seriesSchema } from './changes/series-schema.ts'
import { flagSchema, flagVersionSchema } from './flags/schema.ts'
import { checkpointSchema, storedEntrySchema } from './journal/schema.ts'
import { planLineSchema, planSchema } from './plans/schema.ts'
import { serverSchema } from './server/server-schema.ts'
import { targetSchema } from './targets/schema.ts'

/** Takes a schema of exactly what the view is; what only one of them has is an error of the compiler. */
const mirrors =
  <View>() =>
  <S extends z.ZodType>(
    schema: S,
    ..._: Difference<Plain<View>, Plain<z.output<S>>> extends never
      ? []
      : [Difference<Plain<View>, Plain<z.output<S>>>]
  ): S =>
    schema

type Plain<T> = unknown extends T
  ? T
  : T extends readonly (infer Item)[]
    ? readonly Plain<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: Plain<T[Key]> }
      : T
type Difference<A, B> = [A] extends [B]
  ? [B] extends [A]
    ? never
    : ['only the schema allows', B]
  : ['only the view allows', A]

test('every view that is answered has a schema that mirrors it, which the compiler checks', () => {
  const mirrored = [
    mirrors<ChangeView>()(changeSchema),
    mirrors<ChangeLine>()(changeLineSchema),
    mirrors<EntryView>()(entrySchema),
    mirrors<JournalOf>()(changeJournalSchema),
    mirrors<SeriesView>()(seriesSchema),
    mirrors<TargetView>()(targetSchema),
    // What a definition holds is flagd's to say; the document refers to that.
    mirrors<Omit<FlagView, 'definition'>>()(flagSchema.omit({ definition: true })),
    mirrors<Omit<FlagVersionView, 'definition'>>()(flagVersionSchema.omit({ definition: true })),
    mirrors<PlanLine>()(planLineSchema),
    mirrors<PlanView>()(planSchema),
    mirrors<TokenView>()(tokenSchema),
    mirrors<ServerView>()(serverSchema),
    mirrors<Entry>()(storedEntrySchema),
    mirrors<Checkpoint>()(checkpointSchema),
  ]
  assert.ok(mirrored.every((schema) => schema.def.type === 'object'))
})
