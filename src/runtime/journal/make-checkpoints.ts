import { sealCheckpoint } from '../../core/journal/checkpoint.ts'
import type { Checkpoint } from '../../core/journal/entry.ts'
import type { Unsignable } from '../../core/notice/unsignable.ts'
import type { Instant, Millis } from '../../core/time/instant.ts'
import type { SignedHead, Signer } from '../../ports/store/journal.ts'
import { bell } from '../context/bell.ts'
import type { Runtime } from '../context/runtime.ts'
import type { LoopMember } from '../loop/loop.ts'
import { exportedUpTo, lastOf, whyUnsignable } from './standing.ts'
import { NotSigned, tellUnsigned } from './tell-unsigned.ts'

/** Several changes that end together share one checkpoint. */
const GATHER_MS: Millis = 1_000
const EXPORT_BATCH = 500

/**
 * Signs where every stream has come to, each busy minute and soon after a change is over. The table comes first: its
 * number is unique there, so that two servers never make two different checkpoints with one number. Whatever the
 * table holds and the sink does not, is exported next, also after a crash between the two, and also what another
 * server has signed. A sink or a key that knows more than the table is the other thing: a database that lost its end.
 * Nothing is anchored on that, nor by a key in the place of one that was lost, nor for the first time over entries
 * that should have been signed long ago: a person is paged, and says `cutwater journal resume`. Another server's
 * checkpoints are wanted in our sink too, and verification waits for them. To stop is to sign and export once more,
 * so that nothing which this server wrote is left unanchored while nobody is there.
 */
export function checkpointing(runtime: Runtime): {
  readonly making: LoopMember
  readonly exporting: LoopMember
} {
  const { clock, log, bells, anchor } = runtime
  const began = clock.now()
  const toExport = bell(clock)
  let exported: { readonly last: SignedHead | null } | null = null
  let madeAt: Instant = Number.NEGATIVE_INFINITY
  let told: Unsignable['is'] | null = null

  const refuse = async (why: Unsignable | null) => {
    if (why !== null && why.is !== told) await tellUnsigned(runtime, why)
    told = why?.is ?? null
    if (why !== null) throw new NotSigned(why)
  }
  const make = async () => {
    const signer = anchor.key.signer()
    if (signer !== null) await makeCheckpoint(runtime, signer)
  }
  const exportThose = async () => {
    const last = exported === null ? lastOf(await anchor.sink.read()) : exported.last
    exported = { last }
    const why = await whyUnsignable(runtime, last, began)
    if (why?.is === 'cut-off') await refuse(why)
    exported = { last: await exportNew(runtime, last, await exportedUpTo(runtime, last)) }
  }

  const making: LoopMember = {
    of: null,
    bell: bells.checkpoints,
    round: async (signal) => {
      const waited = clock.now() - madeAt
      if (waited < GATHER_MS) await clock.sleep(GATHER_MS - waited, signal)
      if (exported === null) return GATHER_MS
      await refuse(await whyUnsignable(runtime, exported.last, began))
      await make()
      toExport.ring()
      for (const sink of bells.sinks) sink.ring()
      madeAt = clock.now()
      return undefined
    },
  }
  const exporting: LoopMember = {
    of: null,
    bell: toExport,
    round: async () => {
      const isFirst = exported === null
      await exportThose()
      if (isFirst) bells.checkpoints.ring()
      return undefined
    },
    async stopped() {
      if (exported === null) return
      try {
        await refuse(await whyUnsignable(runtime, exported.last, began))
        await make()
        await exportThose()
      } catch (error) {
        log.warn({ err: error }, 'the last checkpoint was not made or not exported; the next start does it')
      }
    },
  }
  return { making, exporting }
}

export async function makeCheckpoint(runtime: Runtime, signer: Signer): Promise<Checkpoint | null> {
  const { store, clock } = runtime
  const moved = await store.journal.moved()
  if (moved.length === 0) return null
  const unsigned = sealCheckpoint(await store.journal.lastCheckpoint(), clock.now(), moved, signer.key)
  return keepCheckpoint(runtime, { ...unsigned, signature: await signer.sign(unsigned.hash) })
}

/** Null when another server has made one with that number meanwhile. */
export async function keepCheckpoint(
  { store, log, anchor }: Runtime,
  checkpoint: Checkpoint,
): Promise<Checkpoint | null> {
  if (!(await store.journal.addCheckpoint(checkpoint))) return null
  await anchor.key.remember(checkpoint)
  const { n, heads } = checkpoint
  log.info({ checkpoint: n, streams: heads.length }, `checkpoint ${n}`)
  return checkpoint
}

async function exportNew(
  { store, anchor: { sink } }: Runtime,
  known: SignedHead | null,
  after: number,
): Promise<SignedHead | null> {
  let [last, from] = [known, after]
  for (;;) {
    const fresh = await store.journal.checkpoints(from, EXPORT_BATCH)
    for (const checkpoint of fresh) {
      await sink.append(checkpoint)
      last = checkpoint
      from = checkpoint.n
    }
    if (fresh.length < EXPORT_BATCH) return last
  }
}
