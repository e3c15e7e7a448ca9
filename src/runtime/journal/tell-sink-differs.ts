import { ENGINE } from '../../core/access/actor.ts'
import { sinkDiffers } from '../../core/journal/system-events.ts'
import { JOURNAL } from '../../core/notice/subject.ts'
import type { Runtime } from '../context/runtime.ts'
import { addPages, pagesTo } from '../notice/page-stuck.ts'

export type SinkDiffers = {
  readonly sink: string
  readonly n: number
  readonly ours: string
  readonly theirs: string
}

/** In the log, in the journal, and by a page that has the same id after each start. */
export async function tellSinkDiffers(runtime: Runtime, differs: SinkDiffers): Promise<void> {
  const { store, clock, log, reach } = runtime
  const { sink, n, ours, theirs } = differs
  const at = clock.now()
  log.error({ sink, checkpoint: n, ours, theirs }, `the sink ${sink} holds another checkpoint ${n}`)
  const said = { sink, checkpoint: n, ours, theirs }
  await store.journal.append('system', [sinkDiffers.happened(at, ENGINE, said)])
  const pages = Object.keys(reach.environments).flatMap((environment) =>
    pagesTo(runtime, environment, {
      id: `journal.sink-differs.${sink}.${n}`,
      occasion: { kind: 'event', name: 'journal:sink-differs', version: 1 },
      facts: { kind: 'journal-sink-differs', ...said },
      subject: JOURNAL,
      at,
    }),
  )
  await addPages(runtime, pages)
}
