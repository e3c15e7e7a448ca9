import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import type { Slot } from '../../core/traffic/desired.ts'
import { type Reason, route } from '../../core/traffic/route.ts'
import { type Asker, Attempt } from './attempt.ts'
import { type IdentityHeaders, identify } from './identity.ts'
import { answerHeaders, requestHeaders } from './passed-headers.ts'
import { answerProblem } from './problem.ts'
import { BodyTooLarge, type RequestBody, receiveBody } from './request-body.ts'
import type { StickyCookie } from './sticky-cookie.ts'
import type { TargetRoute } from './target-route.ts'
import type { Telemetry } from './telemetry.ts'
import type { Trust } from './trust.ts'
import { isSafe, mayTryStable } from './try-again.ts'

/** What every exchange needs and none changes. */
export type Exchanges = {
  readonly identity: IdentityHeaders
  readonly trust: Trust
  readonly cookie: StickyCookie
  readonly telemetry: Telemetry
  readonly maxBodyBytes: number
  readonly log: Logger
  /** No client is kept once the gateway is stopping. */
  readonly stopping: () => boolean
}

/** A client that leaves sooner has no patience; one that waited this long got no answer, and that counts. */
const ABANDONED_AFTER_MS = 1_000

/** An upstream that fails every other request must not fill the log. */
const SAID_EVERY_MS = 1_000

/** One client's request from its head to the last byte of its answer, over as many upstream attempts as that takes. */
export class Exchange implements Asker {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly target: TargetRoute
  readonly with: Exchanges
  headers: string[] = []
  body: RequestBody | null = null
  gone = false
  #reason: Reason = 'closed'
  #setCookie: string | null = null
  #attempts = 0
  #current: Attempt | null = null

  constructor(request: IncomingMessage, response: ServerResponse, target: TargetRoute, shared: Exchanges) {
    this.request = request
    this.response = response
    this.target = target
    this.with = shared
  }

  begin(): void {
    const { request, response } = this
    response.once('close', () => {
      if (response.writableFinished) return
      this.gone = true
      this.#current?.abandon()
    })
    // A connection that breaks says so here as well; unheard, it would end the whole process.
    const broken = () => {
      this.gone = true
    }
    request.on('error', broken)
    response.on('error', broken)
    receiveBody(
      request,
      this.with.maxBodyBytes,
      (body) => this.#route(body),
      (error) => this.#refuse(error),
    )
  }

  /** Only now, with the body at hand, is the slot chosen: nothing chosen earlier may outlive a kill. */
  #route(body: RequestBody): void {
    if (this.gone) return
    this.body = body
    const { request, target } = this
    const { identity, trust, cookie } = this.with
    this.headers = requestHeaders(request, identity, trust(request.socket.remoteAddress))
    const { desired } = target.held
    let slot: Slot = 'stable'
    if (desired.split.mode === 'open') {
      const who = identify(request, identity, trust, cookie)
      const routed = route(desired, { ...who, canaryVersion: target.upstream('canary').version })
      slot = routed.slot
      this.#reason = routed.reason
      this.#setCookie = who.setCookie
    }
    this.#try(slot)
  }

  #try(slot: Slot): void {
    this.#attempts++
    this.#current = new Attempt(this, slot, this.target.upstream(slot))
    this.#current.send()
  }

  mayHold(slot: Slot): boolean {
    return slot === 'canary' && isSafe(this.request.method ?? '') && (this.body?.atHand() ?? false)
  }

  writeHead(attempt: Attempt): void {
    const headers = answerHeaders(attempt.headers)
    if (this.#setCookie !== null) headers.push('set-cookie', this.#setCookie)
    if (this.with.stopping()) headers.push('connection', 'close')
    this.response.writeHead(attempt.status, attempt.statusText, headers)
  }

  answered(attempt: Attempt): void {
    this.#count(attempt, attempt.status)
    this.#changed(attempt, null)
  }

  failed(attempt: Attempt, error: Error, begun: boolean): void {
    if (error instanceof BodyTooLarge || NOT_OURS_TO_SEND.has(codeOf(error))) this.#refuse(error)
    else if (this.gone) this.#countAbandoned(attempt)
    else {
      this.#count(attempt, 0)
      this.#changed(attempt, error)
      if (begun) this.response.destroy()
      else this.#recover(attempt, error)
    }
  }

  #recover(attempt: Attempt, error: Error): void {
    const failure = TIMEOUTS.has(codeOf(error)) ? 'timeout' : attempt.sent ? 'lost' : 'unreachable'
    const tryStable = mayTryStable({
      slot: attempt.slot,
      attempt: this.#attempts,
      method: this.request.method ?? '',
      sent: attempt.sent,
      bodyAtHand: this.body?.atHand() ?? false,
      failure,
      answered: attempt.status > 0,
    })
    if (tryStable) this.#try('stable')
    else if (failure === 'timeout') this.#problem(504, 'The upstream did not answer in time')
    else this.#problem(502, 'The upstream could not be reached or broke off')
  }

  #countAbandoned(attempt: Attempt): void {
    if (attempt.status > 0) this.#count(attempt, attempt.status)
    else if (attempt.ageMs() >= ABANDONED_AFTER_MS) this.#count(attempt, 0)
  }

  #count(attempt: Attempt, status: number): void {
    const { version, latencyMs } = attempt
    this.with.telemetry.count(this.target.name, attempt.slot, this.#reason, { version, status, latencyMs })
  }

  #changed({ upstream, slot }: Attempt, error: Error | null): void {
    if (upstream.failing === (error !== null)) return
    const now = performance.now()
    if (now - upstream.saidAt < SAID_EVERY_MS) return
    upstream.saidAt = now
    upstream.failing = error !== null
    const about = { target: this.target.name, side: upstream.side, slot }
    if (error === null) this.with.log.info(about, 'the upstream answers again')
    else this.with.log.warn({ ...about, because: error.message }, 'the upstream does not answer')
  }

  #refuse(error: Error): void {
    if (error instanceof BodyTooLarge) this.#problem(413, 'The body is too large')
    else this.#problem(400, 'The request cannot be passed on')
  }

  #problem(status: number, title: string): void {
    if (this.gone) return
    if (this.response.headersSent) {
      this.response.destroy()
      return
    }
    if (!this.request.complete) this.response.setHeader('connection', 'close')
    answerProblem(this.response, status, title)
  }
}

const codeOf = (error: Error) => (error as NodeJS.ErrnoException).code ?? ''
/** The request is one that no HTTP client would send: the client's fault, not the upstream's. */
const NOT_OURS_TO_SEND = new Set(['UND_ERR_INVALID_ARG', 'UND_ERR_NOT_SUPPORTED'])
const TIMEOUTS = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'])
