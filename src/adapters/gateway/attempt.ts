import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { Dispatcher } from 'undici'
import type { Slot } from '../../core/traffic/desired.ts'
import type { RequestBody } from './request-body.ts'
import type { Upstream } from './upstream.ts'

/** A canary's answer up to this length waits until it is whole: should it break off, stable can still answer. */
const HOLD_MAX_BYTES = 64 * 1024

/** The client's side of an attempt: what is to be sent, and who hears what became of it. */
export type Asker = {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly headers: string[]
  readonly body: RequestBody | null
  /** The client went away. */
  readonly gone: boolean
  /** Whether a failure of this attempt could still be hidden from the client after an answer began. */
  mayHold(slot: Slot): boolean
  writeHead(attempt: Attempt): void
  answered(attempt: Attempt): void
  /** `begun`: part of the answer is with the client, so it cannot be retried. */
  failed(attempt: Attempt, error: Error, begun: boolean): void
}

/** One try of one upstream: passes the request on and the answer back, with backpressure, or says how it failed. */
export class Attempt implements Dispatcher.DispatchHandler {
  readonly asker: Asker
  readonly slot: Slot
  readonly upstream: Upstream
  sent = false
  status = 0
  statusText = ''
  headers: IncomingHttpHeaders = {}
  version = ''
  latencyMs = 0
  readonly #startedAt = performance.now()
  #controller: Dispatcher.DispatchController | null = null
  #held: Buffer[] | null = null
  #begun = false
  #over = false
  #waiting = false

  constructor(asker: Asker, slot: Slot, upstream: Upstream) {
    this.asker = asker
    this.slot = slot
    this.upstream = upstream
  }

  send(): void {
    const { request, headers, body } = this.asker
    this.upstream.pool.dispatch(
      {
        path: pathOf(request.url ?? '/'),
        method: request.method ?? 'GET',
        headers,
        // undici takes async iterables as bodies, its types do not say so.
        body: (body?.take() ?? null) as Buffer | null,
      },
      this,
    )
  }

  ageMs(): number {
    return performance.now() - this.#startedAt
  }

  /** The client left. */
  abandon(): void {
    if (!this.#over) this.#controller?.abort(new Error('the client went away'))
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.asker.gone) controller.abort(new Error('the client went away'))
    else this.sent = true
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
    statusText?: string,
  ): void {
    if (status < 200) return
    this.#controller = controller
    this.latencyMs = this.ageMs()
    this.status = status
    this.statusText = statusText ?? ''
    this.headers = headers
    this.version = this.upstream.saw(headers['x-app-version'])
    const length = headers['content-length']
    if (this.asker.mayHold(this.slot) && length !== undefined && Number(length) <= HOLD_MAX_BYTES)
      this.#held = []
    // A head whose body takes its time (server-sent events) does not wait for it, but the usual short answer leaves
    // in one piece.
    else setImmediate(() => this.#beginAlone())
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#held !== null) {
      this.#held.push(chunk)
      return
    }
    this.#begin()
    if (this.asker.response.write(chunk)) return
    controller.pause()
    this.#resumeOnDrain(controller)
  }

  onResponseEnd(): void {
    this.#begin()
    this.#over = true
    const { response } = this.asker
    if (this.#held?.length === 1) response.end(this.#held[0])
    else if (this.#held !== null && this.#held.length > 1) response.end(Buffer.concat(this.#held))
    else response.end()
    this.asker.answered(this)
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    if (this.#over) return
    this.#over = true
    this.asker.failed(this, error, this.#begun)
  }

  #begin(): void {
    if (this.#begun) return
    this.asker.writeHead(this)
    this.#begun = true
  }

  #beginAlone(): void {
    if (this.#over || this.#begun || this.asker.gone) return
    try {
      this.#begin()
      this.asker.response.flushHeaders()
    } catch (cause) {
      this.#controller?.abort(cause instanceof Error ? cause : new Error(String(cause)))
    }
  }

  #resumeOnDrain(controller: Dispatcher.DispatchController): void {
    if (this.#waiting) return
    this.#waiting = true
    this.asker.response.once('drain', () => {
      this.#waiting = false
      controller.resume()
    })
  }
}

/** Origin form; a client that took us for a forward proxy gets our own upstream all the same. */
function pathOf(url: string): string {
  if (url.startsWith('/') || !URL.canParse(url)) return url
  const { pathname, search } = new URL(url)
  return `${pathname}${search}`
}
