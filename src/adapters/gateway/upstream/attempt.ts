import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Dispatcher } from 'undici'
import type { Slot } from '../../../core/traffic/desired.ts'
import { ClientLeft, Moved, NoPlace, Silent } from './failures.ts'
import { pathFamily } from './path-family.ts'
import type { RequestBody } from './request-body.ts'
import type { Caller, Upstream } from './upstream.ts'

/** A canary's answer up to this length waits until it is whole: should it break off, stable can still answer. */
const HOLD_MAX_BYTES = 64 * 1024

/** The client's side of an attempt: what is to be sent, and who hears what became of it. */
export type Asker = {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly headers: string[]
  readonly body: RequestBody | null
  /** What its connection is to go over to; null for a request like most. */
  readonly upgrade: { readonly protocol: string } | null
  /** The client went away. */
  readonly gone: boolean
  /** Whether the request still belongs to this attempt's side, as the target stands at this moment. */
  isFor(attempt: Attempt): boolean
  /** Whether a failure of this attempt could still be hidden from the client after an answer began. */
  mayHold(slot: Slot): boolean
  /** Of an answer that is still to come. */
  hint(headers: IncomingHttpHeaders): void
  writeHead(attempt: Attempt): void
  writeTrailers(trailers: IncomingHttpHeaders): void
  answered(attempt: Attempt): void
  /** The connection to the side went over to the other protocol. */
  upgraded(attempt: Attempt, socket: Duplex): void
  /** `begun`: part of the answer is with the client, so it cannot be retried. */
  failed(attempt: Attempt, error: Error, begun: boolean): void
}

/**
 * One try of one upstream: waits for a connection, passes the request on and the answer back, with backpressure,
 * or says how it failed. Whether the request is still meant for this side is asked at the last moment before it is
 * sent.
 */
export class Attempt implements Caller {
  readonly asker: Asker
  readonly slot: Slot
  readonly upstream: Upstream
  readonly family: string
  sent = false
  status = 0
  statusText = ''
  headers: IncomingHttpHeaders = {}
  version = ''
  latencyMs = 0
  readonly startedAt = performance.now()
  #controller: Dispatcher.DispatchController | null = null
  #held: Buffer[] | null = null
  #hasPlace = false
  #begun = false
  #over = false
  #draining = false
  /** For so many rounds of `listen` nothing has come; null while nothing has to. */
  #silent: number | null = null

  constructor(asker: Asker, slot: Slot, upstream: Upstream) {
    this.asker = asker
    this.slot = slot
    this.upstream = upstream
    this.family = pathFamily(asker.request.method ?? '', asker.request.url ?? '')
  }

  send(): void {
    if (!this.upstream.places.enter(this)) this.giveUp()
  }

  begin(): void {
    this.#hasPlace = true
    if (this.asker.isFor(this)) this.#dispatch()
    else this.#fail(new Moved())
  }

  #dispatch(): void {
    const { request, headers, body, upgrade } = this.asker
    this.upstream.dispatch(this, {
      path: pathOf(request.url ?? '/'),
      method: request.method ?? 'GET',
      headers,
      upgrade: upgrade?.protocol ?? null,
      // undici takes async iterables as bodies, its types do not say so.
      body: (body?.take(() => this.#checkSide()) ?? null) as Buffer | null,
    })
  }

  giveUp(): void {
    this.#fail(new NoPlace())
  }

  reconsider(): void {
    if (!this.asker.isFor(this) && this.upstream.places.withdraw(this)) this.#fail(new Moved())
  }

  ageMs(): number {
    return performance.now() - this.startedAt
  }

  /** The client left. */
  abandon(): void {
    this.abort(new ClientLeft())
  }

  abort(error: Error): void {
    if (this.#over) return
    if (this.upstream.places.withdraw(this)) this.#fail(error)
    else this.#controller?.abort(error)
  }

  listen(max: number): void {
    if (this.#silent === null || this.#over) return
    if (this.#controller?.paused) this.#silent = 0
    else if (this.#silent >= max) this.#controller?.abort(new Silent())
    else this.#silent += 1
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.asker.gone) controller.abort(new ClientLeft())
    else if (!this.asker.isFor(this)) controller.abort(new Moved())
    else this.sent = true
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
    statusText?: string,
  ): void {
    if (status === 103) this.asker.hint(headers)
    if (status < 200) return
    this.#controller = controller
    this.#sawHead(status, headers)
    this.statusText = statusText ?? ''
    if (!isEventStream(headers['content-type'])) this.#silent = 0
    const length = headers['content-length']
    if (this.asker.mayHold(this.slot) && length !== undefined && Number(length) <= HOLD_MAX_BYTES)
      this.#held = []
    // A head whose body takes its time (server-sent events) does not wait for it, but the usual short answer leaves
    // in one piece.
    else setImmediate(() => this.#beginAlone())
  }

  onRequestUpgrade(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
    socket: Duplex,
  ): void {
    this.#sawHead(status, headers)
    this.#end()
    if (this.asker.gone) socket.destroy()
    else this.asker.upgraded(this, socket)
  }

  #sawHead(status: number, headers: IncomingHttpHeaders): void {
    this.latencyMs = this.ageMs()
    this.status = status
    this.headers = headers
    this.version = this.upstream.saw(headers['x-app-version'])
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#silent !== null) this.#silent = 0
    if (this.#held !== null) {
      this.#held.push(chunk)
      return
    }
    this.#begin()
    if (this.asker.response.write(chunk)) return
    controller.pause()
    this.#resumeOnDrain(controller)
  }

  onResponseEnd(_controller: Dispatcher.DispatchController, trailers: IncomingHttpHeaders): void {
    this.#begin()
    const { response } = this.asker
    this.asker.writeTrailers(trailers)
    if (this.#held?.length === 1) response.end(this.#held[0])
    else if (this.#held !== null && this.#held.length > 1) response.end(Buffer.concat(this.#held))
    else response.end()
    this.#end()
    this.asker.answered(this)
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    this.#fail(error)
  }

  #fail(error: Error): void {
    if (this.#over) return
    if (error instanceof Moved) this.sent = false
    this.#end()
    this.asker.failed(this, error, this.#begun)
  }

  #end(): void {
    this.#over = true
    if (this.#hasPlace) this.upstream.over(this)
  }

  /** A passing body has waited for its first piece since the request was given to its connection. */
  #checkSide(): void {
    if (!this.asker.isFor(this)) throw new Moved()
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
    if (this.#draining) return
    this.#draining = true
    this.asker.response.once('drain', () => {
      this.#draining = false
      controller.resume()
    })
  }
}

/** Silence is part of it: nothing may happen for hours. */
const isEventStream = (type: string | string[] | undefined): boolean =>
  typeof type === 'string' && /^\s*text\/event-stream\s*(?:;|$)/i.test(type)

/** Origin form; a client that took us for a forward proxy gets our own upstream all the same. */
function pathOf(url: string): string {
  if (url.startsWith('/') || !URL.canParse(url)) return url
  const { pathname, search } = new URL(url)
  return `${pathname}${search}`
}
