import type { Change } from '../../core/change/state/change.ts'
import type { ChangeReport } from '../../core/report/report.ts'
import { type ReadEntry, readForReport } from '../../core/report/story.ts'
import { writeReport } from '../../core/report/write-report.ts'
import type { Store } from '../../ports/store/store.ts'

/** The report of a change; null when there is no such change. */
export type ReportReader = (id: string) => Promise<ChangeReport | null>

/** Read a page at a time, so that others have their turn between: a journal may be long. */
const PAGE = 200
/** Of a longer journal no report is written: it would lack the end, or cost a server its memory. */
const ENTRIES_MAX = 50_000
const TASKS_MAX = 2_000

/** Written anew each time, of what the journal says by then. */
export function reportReader({ questions, journal }: Pick<Store, 'questions' | 'journal'>): ReportReader {
  return async (id) => {
    const found = await questions.change(id)
    if (found === null) return null
    const entries: ReadEntry[] = []
    for (;;) {
      const page = await questions.journal(id, entries.at(-1)?.seq ?? 0, PAGE)
      entries.push(...page.map(readForReport))
      if (entries.length > ENTRIES_MAX) return tooLong(found.change)
      if (page.length < PAGE) break
    }
    const report = writeReport(entries, await journal.read(`follow-ups/${id}`, 0, TASKS_MAX))
    if (report === null) throw new Error(`the journal of ${id} does not begin with its draft`)
    return report
  }
}

const tooLong = ({ id, status, runbook }: Change): ChangeReport => ({
  report: 'none',
  change: id,
  title: runbook.title,
  status,
  sentence: `The journal of ${id} has more than ${ENTRIES_MAX.toLocaleString('en-US')} entries, more than a report is written of. cutwater journal export has all of them.`,
})
