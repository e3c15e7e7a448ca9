import { sealCheckpoint } from '../../core/journal/checkpoint.ts'
import type { Checkpoint } from '../../core/journal/entry.ts'
import { JOURNAL } from '../../core/notice/subject.ts'
import { textOf } from '../../core/notice/text.ts'
import type { Instant, Millis } from '../../core/time/instant.ts'
import type { CheckpointSink, Signer } from '../../ports/store/journal.ts'
import { bell } from '../context/bell.ts'
import type { Runtime } from '../context/runtime.ts'
import type { LoopMember } from '../loop/loop.ts'
import { addPages, type Page, pagesTo } from '../notice/page-stuck.ts'

/** Several changes that end together share one checkpoint. */
const GATHER_MS: Millis = 1_000
const EXPORT_BATCH = 500

export type Anchor = { readonly signer: Signer; readonly sink: CheckpointSink }

/**
 * Signs where every stream has come to, each busy minute and soon after a change is over. The table comes first: its
 * number is unique there, so that two servers never make two different checkpoints with one number. Whatever the
 * table holds and the sink does not, is exported next, also after a crash between the two, and also what another
 * server has signed. A sink ahead of the table is the other thing: a database that lost its end. Nothing is anchored
 * on that, and a person is paged. Another server's checkpoints are wanted in our sink too, and verification waits for
 * them. To stop is to sign and export once more, so that nothing which this server wrote is left unanchored while
 * nobody is there.
 */
export function checkpointing(
  runtime: Runtime,
  anchor: Anchor,
): { readonly making: LoopMember; readonly exporting: LoopMember } {
  const { clock, log, bells } = runtime
  const toExport = bell(clock)
  let exported: Exported | null = null
  let madeAt: Instant = Number.NEGATIVE_INFINITY

  const making: LoopMember = {
    of: null,
    bell: bells.checkpoints,
    round: async (signal) => {
      const waited = clock.now() - madeAt
      if (waited < GATHER_MS) await clock.sleep(GATHER_MS - waited, signal)
      if (exported === null) return GATHER_MS
      await refuseCutOff(runtime, exported)
      await makeCheckpoint(runtime, anchor.signer)
      toExport.ring()
      madeAt = clock.now()
      return undefined
    },
  }
  const exporting: LoopMember = {
    of: null,
    bell: toExport,
    round: async () => {
      const before = exported ?? lastOf(await anchor.sink.read())
      const isFirst = exported === null
      exported = before
      await refuseCutOff(runtime, before)
      exported = await exportNew(runtime, anchor.sink, before)
      if (isFirst) bells.checkpoints.ring()
      return undefined
    },
    async stopped() {
      if (exported === null) return
      try {
        await refuseCutOff(runtime, exported)
        await makeCheckpoint(runtime, anchor.signer)
        await exportNew(runtime, anchor.sink, exported)
      } catch (error) {
        log.warn({ err: error }, 'the last checkpoint was not made or not exported; the next start does it')
      }
    },
  }
  return { making, exporting }
}

/** The newest checkpoint that is in the sink; `n` 0 for none. */
type Exported = { readonly n: number; readonly hash: string | null }

export async function makeCheckpoint(
  { store, clock, log }: Runtime,
  signer: Signer,
): Promise<Checkpoint | null> {
  const moved = await store.journal.moved()
  if (moved.length === 0) return null
  const unsigned = sealCheckpoint(await store.journal.lastCheckpoint(), clock.now(), moved, signer.key)
  const checkpoint = { ...unsigned, signature: await signer.sign(unsigned.hash) }
  if (!(await store.journal.addCheckpoint(checkpoint))) return null
  log.info({ checkpoint: checkpoint.n, streams: moved.length }, `checkpoint ${checkpoint.n}`)
  return checkpoint
}

async function exportNew({ store }: Runtime, sink: CheckpointSink, from: Exported): Promise<Exported> {
  let last = from
  for (;;) {
    const fresh = await store.journal.checkpoints(last.n, EXPORT_BATCH)
    for (const checkpoint of fresh) {
      await sink.append(checkpoint)
      last = checkpoint
    }
    if (fresh.length < EXPORT_BATCH) return last
  }
}

function lastOf(checkpoints: readonly Checkpoint[]): Exported {
  return checkpoints.reduce<Exported>((last, each) => (each.n > last.n ? each : last), { n: 0, hash: null })
}

/**
 * Throws when the database has lost its end: the loop goes on failing with these words until it has been looked into.
 */
async function refuseCutOff(runtime: Runtime, exported: Exported): Promise<void> {
  const { store, clock, reach } = runtime
  if (exported.n === 0) return
  const [there] = await store.journal.checkpoints(exported.n - 1, 1)
  if (there?.n === exported.n && there.hash === exported.hash) return
  const page: Page = {
    id: `journal.cut-off.${exported.n}`,
    occasion: { kind: 'event', name: 'journal:cut-off', version: 1 },
    subject: JOURNAL,
    at: clock.now(),
    facts: { kind: 'journal-cut-off', checkpoint: exported.n },
  }
  await addPages(
    runtime,
    Object.keys(reach.environments).flatMap((environment) => pagesTo(runtime, environment, page)),
  )
  throw new Error(textOf(page))
}
