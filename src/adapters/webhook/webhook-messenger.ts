import { request } from 'undici'
import { cloudEventOf } from '../../core/notice/cloud-event.ts'
import type { Notice } from '../../core/notice/notice.ts'
import type { Instant, Millis } from '../../core/time/instant.ts'
import type { Delivery, Messenger } from '../../ports/messenger.ts'
import { callReason } from '../../ports/network-reason.ts'
import { readBounded } from '../../ports/read-bounded.ts'
import type { Secrets } from '../../ports/secrets.ts'
import { deliveryOf } from './delivery.ts'
import { signedHeaders, unsignedHeaders } from './signature.ts'

export type WebhookOptions = {
  readonly url: string
  /**
   * The name of the signing secret, with or without `secret:`. Its value is `whsec_` and base64 of 24 to 64 bytes.
   * Null sends unsigned.
   */
  readonly secretName: string | null
  readonly secrets: Secrets
  readonly timeoutMs: Millis
  /** The CloudEvents source: a URI reference that names this Cutwater. */
  readonly source: string
  /** Receivers compare the signature's time with their own clock. */
  readonly now?: () => Instant
}

const ANSWER_MAX = 16 * 1024

/**
 * Sends each notice as a CloudEvents 1.0 event in structured mode, signed by Standard Webhooks 1.0. One try a call: the
 * id, unlike the time and the signature, is the same whenever the notice is sent again.
 */
export function webhookMessenger(options: WebhookOptions): Messenger {
  const { url, secretName, secrets, timeoutMs, source, now = Date.now } = options
  return {
    async send(notice, signal) {
      const delivery = await post(notice, signal)
      return delivery.delivered ? delivery : { ...delivery, because: secrets.redact(delivery.because) }
    },
  }

  async function post(notice: Notice, signal: AbortSignal): Promise<Delivery> {
    const limit = AbortSignal.timeout(timeoutMs)
    try {
      const body = JSON.stringify(cloudEventOf(notice, source))
      const answer = await request(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/cloudevents+json; charset=utf-8',
          'user-agent': 'cutwater',
          ...headersOf(notice.id, body),
        },
        body,
        signal: AbortSignal.any([signal, limit]),
      })
      const said = await beginning(answer.body)
      return deliveryOf({
        status: answer.statusCode,
        retryAfter: answer.headers['retry-after'],
        said,
        now: now(),
      })
    } catch (error) {
      const because = limit.aborted ? `no answer within ${timeoutMs} ms` : callReason(error)
      return { delivered: false, retry: true, because: signal.aborted ? 'the call was given up' : because }
    }
  }

  function headersOf(id: string, body: string): Record<string, string> {
    if (secretName === null) return unsignedHeaders({ id, at: now() })
    return signedHeaders({ id, at: now(), body, secret: secrets.get(secretName.replace(/^secret:/, '')) })
  }

  async function beginning(body: AsyncIterable<Buffer>): Promise<string> {
    const { bytes } = await readBounded(body, ANSWER_MAX)
    return secrets.redact(bytes.toString('utf8'))
  }
}
