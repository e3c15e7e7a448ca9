import { createHash } from 'node:crypto'
import type { Actor } from '../../core/access/actor.ts'
import type { ChangeId } from '../../core/change/state/change.ts'
import type { Runtime } from '../context/runtime.ts'

export type AttachmentKept =
  | { readonly kept: true; readonly sha256: string; readonly bytes: number }
  | { readonly kept: false; readonly because: 'unknown-change' | 'full' }

/** Keeps a file for a change, under the hash of what is in it. It counts for nothing until a tick names it. */
export async function keepAttachment(
  { store, clock }: Runtime,
  change: ChangeId,
  content: Uint8Array,
  actor: Actor,
): Promise<AttachmentKept> {
  const sha256 = createHash('sha256').update(content).digest('hex')
  const kept = await store.attachments.keep({ change, sha256, content, actor, now: clock.now() })
  if (kept !== 'kept') return { kept: false, because: kept }
  return { kept: true, sha256, bytes: content.byteLength }
}

export function findAttachment(
  { store }: Runtime,
  change: ChangeId,
  sha256: string,
): Promise<{ readonly bytes: number } | null> {
  return store.attachments.find(change, sha256)
}
