/** Standard Webhooks 1.0, the receiving side, on node:crypto alone. */
import { createHmac, timingSafeEqual } from 'node:crypto'

export type Signed = {
  readonly id: string
  readonly timestamp: string
  readonly signature: string
  readonly body: string
}

/** How far the sender's clock may be off, in seconds. */
const toleranceSeconds = 300

/** Null when the message is authentic, else why it is not. `secret` is `whsec_` and base64. */
export function whyNotAuthentic(message: Signed, secret: string, nowMs: number): string | null {
  if (message.id === '') return 'there is no webhook-id'
  if (!/^\d{1,12}$/.test(message.timestamp)) return 'webhook-timestamp is not a number of seconds'
  if (Math.abs(nowMs / 1_000 - Number(message.timestamp)) > toleranceSeconds)
    return 'webhook-timestamp is more than five minutes off'
  const expected = sign(message, secret)
  const given = message.signature.split(' ').filter((part) => part.startsWith('v1,'))
  return given.some((part) => sameText(part, expected)) ? null : 'no webhook-signature matches'
}

/** The signature itself: `v1,` and base64 of HMAC-SHA256 over `id.timestamp.body`. */
export function sign(message: Omit<Signed, 'signature'>, secret: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const text = `${message.id}.${message.timestamp}.${message.body}`
  return `v1,${createHmac('sha256', key).update(text).digest('base64')}`
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
