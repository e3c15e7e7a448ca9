import type { Body } from '../../../src/http/client/operation-types.ts'
import { order, said, upload } from './api.ts'

/** A person's word on an item or a decision; the same key again is the same word. */
export type Answer = { readonly change: string; readonly body: Body<'commandChange'>; readonly key: string }

/** Needs no revision: it says itself what it is about. Throws what `order` throws. */
export async function giveAnswer({ change, body, key }: Answer): Promise<void> {
  const params = { path: { id: change }, header: { 'Idempotency-Key': key } }
  await said(order.POST('/v1/changes/{id}/commands', { params, body }))
}

/** Sends a file for a change ahead of the tick that names it. */
export async function sendFile(change: string, file: File): Promise<{ sha256: string; name: string }> {
  const { sha256 } = await said(
    upload.POST('/v1/changes/{id}/attachments', {
      params: { path: { id: change } },
      headers: { 'content-type': 'application/octet-stream' },
      // The document has no word for bytes.
      body: file as unknown as string,
      bodySerializer: (bytes: unknown) => bytes as File,
    }),
  )
  return { sha256, name: file.name.slice(0, 200) }
}
