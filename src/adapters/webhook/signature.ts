import { Webhook } from 'standardwebhooks'
import type { Instant } from '../../core/time/instant.ts'

/**
 * The three headers of Standard Webhooks 1.0: HMAC-SHA256 over `id.timestamp.body`, in seconds since the epoch.
 * Throws, without the value, when the secret is not of the form that the specification asks for.
 */
export function signedHeaders({
  id,
  at,
  body,
  secret,
}: {
  id: string
  at: Instant
  body: string
  secret: string
}) {
  const messageId = idOf(id)
  return {
    'webhook-id': messageId,
    'webhook-timestamp': String(Math.floor(at / 1000)),
    'webhook-signature': webhookOf(secret).sign(messageId, new Date(at), body),
  }
}

/** For a receiver that was given no secret: it can still drop the second copy. */
export function unsignedHeaders({ id, at }: { id: string; at: Instant }) {
  return { 'webhook-id': idOf(id), 'webhook-timestamp': String(Math.floor(at / 1000)) }
}

/** A header takes ASCII only, and a full stop would leave open where the id ends in what is signed. */
function idOf(id: string): string {
  return encodeURIComponent(id.toWellFormed()).replaceAll('.', '%2E')
}

function webhookOf(secret: string): Webhook {
  const base64 = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret)?.[1]
  const length = base64 === undefined ? 0 : Buffer.from(base64, 'base64').length
  if (base64 === undefined || length < 24 || length > 64)
    throw new Error(
      'the signing secret is not whsec_ followed by base64 of 24 to 64 bytes: make one with openssl rand -base64 32, and give it to the receiver too',
    )
  return new Webhook(secret)
}
