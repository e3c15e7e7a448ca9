import type { IncomingMessage, ServerResponse } from 'node:http'
import { BodyTooLarge, UploadStopped } from './failures.ts'

/**
 * Bodies up to this length wait here until they are whole, so that they can be sent to stable when the canary
 * fails.
 */
const KEEP_MAX_BYTES = 64 * 1024

/**
 * After so long a body has to have come at one byte a millisecond at least: no client may hold a connection for
 * ever.
 */
const UNHURRIED_MS = 300_000

export type BodyLimits = {
  readonly maxBodyBytes: number
  /** Between two pieces of a request's body. */
  readonly requestBodyMs: number
}

/** A request's body: none, kept (and sendable again), or passing through (sendable once). */
export type RequestBody = {
  /** What to send; null for none. `begins` is called right before the first piece of a passing body is sent. */
  take(begins: () => void): Buffer | AsyncIterable<Buffer> | null
  /** False once a passing body has begun to flow. */
  readonly atHand: () => boolean
  /** When, by performance.now(), the client had nothing to do any more but to wait; null while it still sends. */
  readonly clientWaitsSince: () => number | null
}

/**
 * Calls back at once when nothing has to be waited for, and else when something can be sent. Fails with
 * `BodyTooLarge`, or with the client's own breaking off; with `UploadStopped` also when it had called back before.
 */
export function receiveBody(
  response: ServerResponse<IncomingMessage>,
  limits: BodyLimits,
  ready: (body: RequestBody) => void,
  fail: (error: Error) => void,
): void {
  const request = response.req
  const { 'content-length': declared, 'transfer-encoding': coding } = request.headers
  const length = declared === undefined ? null : Number(declared)
  if (coding === undefined && (length === null || length === 0)) ready(NONE)
  else if (length !== null && length > limits.maxBodyBytes) fail(new BodyTooLarge())
  else {
    whenIdle(response, limits, () => fail(new UploadStopped()))
    if (length === null || length > KEEP_MAX_BYTES) pass(request, limits, ready, fail)
    else keep(request, ready, fail)
  }
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

const NONE: RequestBody = { take: () => null, atHand: () => true, clientWaitsSince: () => 0 }
const kept = (bytes: Buffer): RequestBody => ({ ...NONE, take: () => bytes })

/** Not before its first piece is here: what is given to an upstream without one would be sent who knows when. */
function pass(
  request: IncomingMessage,
  limits: BodyLimits,
  ready: (body: RequestBody) => void,
  fail: (error: Error) => void,
): void {
  request.once('error', fail)
  request.once('readable', () => {
    request.off('error', fail)
    ready(passing(request, request.read() as Buffer | null, limits.maxBodyBytes))
  })
}

function passing(request: IncomingMessage, first: Buffer | null, maxBytes: number): RequestBody {
  const startedAt = performance.now()
  let begun = false
  let bytes = 0
  let endedAt: number | null = null

  const checked = (chunk: Buffer): Buffer => {
    bytes += chunk.length
    if (bytes > maxBytes) throw new BodyTooLarge()
    const tookMs = performance.now() - startedAt
    if (tookMs > UNHURRIED_MS && bytes < tookMs) throw new UploadStopped()
    return chunk
  }

  async function* flow(begins: () => void) {
    begins()
    begun = true
    // Without `destroyOnReturn: false` an upstream that stops listening would cut the client's connection.
    try {
      if (first !== null) yield checked(first)
      for await (const chunk of request.iterator({ destroyOnReturn: false })) {
        yield checked(chunk as Buffer)
      }
      endedAt = performance.now()
    } finally {
      // What the upstream did not want to read must not stand before the client's next request.
      setImmediate(() => request.resume())
    }
  }
  return {
    take: flow,
    atHand: () => !begun,
    clientWaitsSince: () => endedAt,
  }
}

/** Tells when nothing has come for too long although it was waited for. */
function whenIdle(
  response: ServerResponse<IncomingMessage>,
  { requestBodyMs }: BodyLimits,
  act: () => void,
): void {
  const { req: request } = response
  const { socket } = request
  request.setTimeout(requestBodyMs, () => {
    // What is here already is waited for by an upstream that does not take it.
    if (request.readableLength > 0) socket.setTimeout(requestBodyMs)
    else act()
  })
  // Unheard, it would end the connection of a client that has sent everything and waits.
  response.on('timeout', () => undefined)
  request.once('end', () => socket.setTimeout(0))
}
