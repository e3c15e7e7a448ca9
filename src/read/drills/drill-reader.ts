import { drillRecordOf } from '../../core/drill/drill-record.ts'
import { type ReadEntry, readForReport } from '../../core/report/story.ts'
import type { Store } from '../../ports/store/store.ts'
import { instant } from '../shown/instant.ts'
import { type DrillRecordView, viewDrill } from './drill-view.ts'

export type DrillReader = (id: string) => Promise<DrillRecordView | 'no-drill' | null>

const PAGE = 200
/** A drill is short; of what is longer than this the rest adds nothing that its record has. */
const ENTRIES_MAX = 5_000

/** What a drill came to, made of its journal each time; null when there is no such change. */
export function drillReader({ questions }: Pick<Store, 'questions'>): DrillReader {
  return async (id) => {
    const found = await questions.change(id)
    if (found === null) return null
    const view = viewDrill(found.change)
    if (view === null) return 'no-drill'
    const entries: ReadEntry[] = []
    while (entries.length < ENTRIES_MAX) {
      const page = await questions.journal(id, entries.at(-1)?.seq ?? 0, PAGE)
      entries.push(...page.map(readForReport))
      if (page.length < PAGE) break
    }
    const record = drillRecordOf(entries)
    if (record === null) throw new Error(`the journal of ${id} does not begin with its draft`)
    const { wentBackAt, parts, counted } = record
    return { ...view, wentBackAt: wentBackAt === null ? null : instant(wentBackAt), parts, counted }
  }
}
