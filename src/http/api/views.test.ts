import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exactly } from '../../core/event/exactly.ts'
import type { Checkpoint, Entry } from '../../core/journal/entry.ts'
import type { IncidentReport, Uneventful } from '../../core/report/report.ts'
import type { ChangeLine, ChangeView } from '../../read/change/change-view.ts'
import type { EntryView } from '../../read/journal/entry-view.ts'
import type { Mine } from '../../read/people/mine.ts'
import type { JournalOf } from '../../read/reader.ts'
import type { FlagVersionView, FlagView } from '../../read/records/flag-view.ts'
import type { PlanLine, PlanView } from '../../read/records/plan-view.ts'
import type { ServerView } from '../../read/records/server-view.ts'
import type { TargetView } from '../../read/records/target-view.ts'
import type { TokenView } from '../../read/records/token-view.ts'
import type { RevertView } from '../../read/revert/revert-view.ts'
import type { SeriesView } from '../../read/series/series-view.ts'
import { tokenSchema } from './access/schema.ts'
import { changeJournalSchema, entrySchema } from './changes/entry-schema.ts'
import { mineSchema } from './changes/people-schema.ts'
import { incidentReportSchema, uneventfulSchema } from './changes/report-schema.ts'
import { revertSchema } from './changes/revert-schema.ts'
import { changeLineSchema, changeSchema } from './changes/schema.ts'
import { seriesSchema } from './changes/series-schema.ts'
import { flagSchema, flagVersionSchema } from './flags/schema.ts'
import { checkpointSchema, storedEntrySchema } from './journal/schema.ts'
import { planLineSchema, planSchema } from './plans/schema.ts'
import { serverSchema } from './server/server-schema.ts'
import { targetSchema } from './targets/schema.ts'

test('every view that is answered has a schema that mirrors it, which the compiler checks', () => {
  const mirrored = [
    exactly<ChangeView>()(changeSchema),
    exactly<ChangeLine>()(changeLineSchema),
    exactly<RevertView>()(revertSchema),
    exactly<Mine>()(mineSchema),
    exactly<EntryView>()(entrySchema),
    exactly<IncidentReport>()(incidentReportSchema),
    exactly<Uneventful>()(uneventfulSchema),
    exactly<JournalOf>()(changeJournalSchema),
    exactly<SeriesView>()(seriesSchema),
    exactly<TargetView>()(targetSchema),
    // What a definition holds is flagd's to say; the document refers to that.
    exactly<Omit<FlagView, 'definition'>>()(flagSchema.omit({ definition: true })),
    exactly<Omit<FlagVersionView, 'definition'>>()(flagVersionSchema.omit({ definition: true })),
    exactly<PlanLine>()(planLineSchema),
    exactly<PlanView>()(planSchema),
    exactly<TokenView>()(tokenSchema),
    exactly<ServerView>()(serverSchema),
    exactly<Entry>()(storedEntrySchema),
    exactly<Checkpoint>()(checkpointSchema),
  ]
  assert.ok(mirrored.every((schema) => schema.def.type === 'object'))
})
