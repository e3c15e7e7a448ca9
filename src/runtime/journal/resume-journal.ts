import { type Actor, nameOf } from '../../core/access/actor.ts'
import { sealCheckpoint } from '../../core/journal/checkpoint.ts'
import { endOf } from '../../core/journal/linked.ts'
import { journalResumed } from '../../core/journal/system-events.ts'
import type { Unsignable } from '../../core/notice/unsignable.ts'
import type { SignedHead } from '../../ports/store/journal.ts'
import type { Runtime } from '../context/runtime.ts'
import { keepCheckpoint } from './make-checkpoints.ts'
import { seenOutside } from './seen-outside.ts'
import { commonEnd, lastOf, whyUnsignable } from './standing.ts'

export type Resuming = { readonly because: string; readonly by: Actor }

export type Resumed = {
  /** Nothing kept the journal from being signed, and nothing happened. */
  readonly already: boolean
  readonly head: SignedHead | null
  /** What was signed up to here still counts, what was signed later is set aside; null when nothing happened. */
  readonly after: number | null
  readonly key: string
  /** It was made for this: those who verify elsewhere have to pin it. */
  readonly newKey: boolean
  readonly was: Unsignable['is'] | 'sink-differs' | null
}

const TRIES = 5

/**
 * Signs the journal as it stands although something that was signed before is gone, on a person's word: after a
 * restore, with a new key in the place of a lost one, for the first time over old entries, or beside a sink that holds
 * another history. It is journaled, and stands in the checkpoint itself, so that a verification tells of it for good.
 */
export async function resumeJournal(runtime: Runtime, { because, by }: Resuming): Promise<Resumed> {
  const { store, clock, log, anchor, bells } = runtime
  for (let tries = 0; tries < TRIES; tries++) {
    const sink = await anchor.sink.read()
    const why = await whyUnsignable(runtime, lastOf(sink), clock.now())
    const lost = anchor.key.lost()
    const signer = await anchor.key.renew()
    const last = await store.journal.lastCheckpoint()
    const here = Math.max(endOf(sink), last?.n ?? 0, (await anchor.key.lastSigned())?.n ?? 0)
    const { newest, common } = await seenOutside(runtime, here)
    if (why === null && common === null)
      return { already: true, head: headOf(last), after: null, key: signer.key, newKey: false, was: null }
    const known = Math.max(here, newest)
    const own = why?.is === 'cut-off' ? await commonEnd(runtime, sink, why.checkpoint) : (last?.n ?? 0)
    const after = Math.min(own, common ?? own)
    const said = { after, because, key: signer.key, lostKey: lost === null ? null : (lost.key ?? '') }
    await store.journal.append('system', [journalResumed.happened(clock.now(), by, said)])
    // Every head: what the database says of what was pinned before is what cannot be believed.
    const heads = await store.journal.streams()
    const resumes = { after, by: nameOf(by), because }
    const unsigned = sealCheckpoint(last, clock.now(), heads, signer.key, { n: known + 1, resumes })
    const signature = await signer.sign(unsigned.hash)
    const kept = await keepCheckpoint(runtime, { ...unsigned, signature })
    if (kept === null) continue
    log.warn(
      { checkpoint: kept.n, after, by: resumes.by, because },
      'the journal is signed again, from here on',
    )
    bells.checkpoints.ring()
    const was = why?.is ?? 'sink-differs'
    return { already: false, head: headOf(kept), after, key: signer.key, newKey: lost !== null, was }
  }
  throw new Error('other servers made checkpoints all the while; ask again')
}

const headOf = (last: SignedHead | null): SignedHead | null => last && { n: last.n, hash: last.hash }
