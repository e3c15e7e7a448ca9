import { type Ask, said } from './asking.ts'
import { pageByPage } from './page-by-page.ts'

/** The journal as it is stored. */
export function journalClient(ask: Ask) {
  return {
    streams: () =>
      pageByPage(
        async (query) => {
          const { streams, next } = await said(ask.GET('/v1/journal/streams', { params: { query } }))
          return { items: streams, next }
        },
        { size: 1_000 },
      ),
    entries: async (stream: string, after: number, limit = 500) => {
      const query = { stream, after: String(after), limit: String(limit) }
      const { entries } = await said(ask.GET('/v1/journal/entries', { params: { query } }))
      // Every entry has data; a document cannot ask for a member that may be anything.
      return entries.map((entry) => ({ ...entry, data: entry.data }))
    },
    resumeJournal: (because: string) => said(ask.POST('/v1/journal/resume', { body: { because } })),
    checkpoints: async (after: number, limit = 500) => {
      const query = { after: String(after), limit: String(limit) }
      return (await said(ask.GET('/v1/journal/checkpoints', { params: { query } }))).checkpoints
    },
  }
}
