import type { IncomingMessage } from 'node:http'

/**
 * Bodies up to this length wait here until they are whole, so that they can be sent to stable when the canary fails.
 */
const KEEP_MAX_BYTES = 64 * 1024

export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge'
}

/** A request's body: none, kept (and sendable again), or passing through (sendable once). */
export type RequestBody = {
  /** What to send; null for none. */
  take(): Buffer | AsyncIterable<Buffer> | null
  /** False once a passing body has begun to flow. */
  readonly atHand: () => boolean
}

/**
 * Calls back at once when nothing has to be waited for. Fails with `BodyTooLarge`, or with the client's own breaking
 * off.
 */
export function receiveBody(
  request: IncomingMessage,
  maxBytes: number,
  ready: (body: RequestBody) => void,
  fail: (error: Error) => void,
): void {
  const { 'content-length': declared, 'transfer-encoding': coding } = request.headers
  const length = declared === undefined ? null : Number(declared)
  if (coding === undefined && (length === null || length === 0)) ready(NONE)
  else if (length !== null && length > maxBytes) fail(new BodyTooLarge())
  else if (length === null || length > KEEP_MAX_BYTES) ready(passing(request, maxBytes))
  else keep(request, ready, fail)
}

function keep(
  request: IncomingMessage,
  ready: (body: RequestBody) => void,
  fail: (error: Error) => void,
): void {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.once('end', () => ready(kept(Buffer.concat(chunks))))
  request.once('error', fail)
}

const NONE: RequestBody = { take: () => null, atHand: () => true }
const kept = (bytes: Buffer): RequestBody => ({ take: () => bytes, atHand: () => true })

function passing(request: IncomingMessage, maxBytes: number): RequestBody {
  let begun = false
  async function* flow() {
    begun = true
    let bytes = 0
    // Without `destroyOnReturn: false` an upstream that stops listening would cut the client's connection.
    try {
      for await (const chunk of request.iterator({ destroyOnReturn: false })) {
        bytes += (chunk as Buffer).length
        if (bytes > maxBytes) throw new BodyTooLarge()
        yield chunk as Buffer
      }
    } finally {
      // What the upstream did not want to read must not stand before the client's next request.
      setImmediate(() => request.resume())
    }
  }
  return { take: flow, atHand: () => !begun }
}
