import { sealCheckpoint } from '../core/journal/checkpoint.ts'
import type { Checkpoint } from '../core/journal/entry.ts'
import type { Instant, Millis } from '../core/time/instant.ts'
import type { CheckpointSink, Signer } from '../ports/store/journal.ts'
import { type Loop, startLoop } from './loop.ts'
import { addPages, pagesTo } from './page-stuck.ts'
import type { Runtime } from './runtime.ts'

const EVERY_MS: Millis = 60_000
/** Several changes that end together share one checkpoint. */
const GATHER_MS: Millis = 1_000
const EXPORT_BATCH = 500

export type Anchor = { readonly signer: Signer; readonly sink: CheckpointSink }

/**
 * Signs where every stream has come to, each busy minute and soon after a change is over. The table comes first: its number
 * is unique there, so that two servers never make two different checkpoints with one number. Whatever the table holds and
 * the sink does not, is exported next, also after a crash between the two; nobody without the key can have put it there.
 * A sink ahead of the table is the other thing: a database that lost its end. Nothing is anchored on that, and a person is paged.
 */
export function startCheckpoints(runtime: Runtime, anchor: Anchor): Loop {
  const { clock, log, bells } = runtime
  let exported: Exported | null = null
  let madeAt: Instant = Number.NEGATIVE_INFINITY

  return startLoop({
    doing: 'making checkpoints',
    bell: bells.checkpoints,
    log,
    round: async (signal) => {
      const waited = clock.now() - madeAt
      if (waited < GATHER_MS) await clock.sleep(GATHER_MS - waited, signal)
      exported ??= lastOf(await anchor.sink.read())
      if (await isCutOff(runtime, exported)) return EVERY_MS
      exported = await exportNew(runtime, anchor.sink, exported)
      await makeCheckpoint(runtime, anchor.signer)
      exported = await exportNew(runtime, anchor.sink, exported)
      madeAt = clock.now()
      return EVERY_MS
    },
  })
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
  await store.journal.addCheckpoint(checkpoint)
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

async function isCutOff(runtime: Runtime, exported: Exported): Promise<boolean> {
  const { store, log, clock, reach } = runtime
  if (exported.n === 0) return false
  const [there] = await store.journal.checkpoints(exported.n - 1, 1)
  if (there?.n === exported.n && there.hash === exported.hash) return false
  const text =
    `The database no longer has checkpoint ${exported.n} as it was exported: a backup was restored, or the journal was tampered with. ` +
    'No checkpoint is made until somebody has looked: run cutwater journal verify.'
  log.error({ checkpoint: exported.n }, text)
  const page = {
    id: `journal.cut-off.${exported.n}`,
    event: 'journal:cut-off',
    change: 'journal',
    at: clock.now(),
    text,
    data: { checkpoint: exported.n },
  }
  await addPages(
    runtime,
    Object.keys(reach.environments).flatMap((environment) => pagesTo(runtime, environment, page)),
  )
  return true
}
