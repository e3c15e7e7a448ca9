import { ENGINE } from '../../core/access/actor.ts'
import { journalUnsigned } from '../../core/journal/system-events.ts'
import { JOURNAL } from '../../core/notice/subject.ts'
import { type Unsignable, unsignableWords } from '../../core/notice/unsignable.ts'
import type { Runtime } from '../context/runtime.ts'
import { addPages, type Page, pagesTo } from '../notice/page-stuck.ts'

/** The journal is not signed until a person says so; the loop goes on failing with these words until then. */
export class NotSigned extends Error {
  override readonly name = 'NotSigned'

  constructor(why: Unsignable) {
    super(
      `no checkpoint is made: ${unsignableWords(why)}. Look first (cutwater journal verify), ` +
        'then have it signed as it is: cutwater journal resume --because REASON',
    )
  }
}

/** In the log, in the journal, and by a page. */
export async function tellUnsigned(runtime: Runtime, why: Unsignable): Promise<void> {
  const { store, clock, log, reach } = runtime
  const at = clock.now()
  const because = unsignableWords(why)
  log.error({ why }, `the journal is not signed: ${because}`)
  await store.journal.append('system', [journalUnsigned.happened(at, ENGINE, { why: why.is, because })])
  const pages = Object.keys(reach.environments).flatMap((environment) =>
    pagesTo(runtime, environment, { ...pageOf(why), subject: JOURNAL, at }),
  )
  await addPages(runtime, pages)
}

/** The same page has the same id after each start. */
function pageOf(why: Unsignable): Pick<Page, 'id' | 'occasion' | 'facts'> {
  switch (why.is) {
    case 'cut-off':
      return {
        id: `journal.cut-off.${why.checkpoint}`,
        occasion: { kind: 'event', name: 'journal:cut-off', version: 1 },
        facts: { kind: 'journal-cut-off', checkpoint: why.checkpoint },
      }
    case 'never-signed':
      return unsigned(`journal.never-signed.${why.since}`, why)
    case 'key-lost':
      return unsigned(`journal.key-lost.${why.key ?? 'unknown'}`, why)
  }
}

const unsigned = (id: string, why: Unsignable): Pick<Page, 'id' | 'occasion' | 'facts'> => ({
  id,
  occasion: { kind: 'event', name: 'journal:unsigned', version: 1 },
  facts: { kind: 'journal-unsigned', why },
})
