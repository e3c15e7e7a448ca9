import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { blameFor, type Ending } from '../../core/traffic/blame.ts'
import type { Slot } from '../../core/traffic/desired.ts'
import { type Reason, route } from '../../core/traffic/route.ts'
import { passHints } from './client/early-hints.ts'
import { identify, type Who } from './client/identity.ts'
import {
  answerHeaders,
  answerTrailers,
  reasonPhrase,
  requestHeaders,
  takesTrailers,
} from './client/passed-headers.ts'
import { answerProblem } from './client/problem.ts'
import type { Exchanges } from './exchanges.ts'
import type { Way } from './front/front.ts'
import { switching, type Upgrade } from './front/upgrade.ts'
import type { TargetRoute } from './target-route.ts'
import type { Asked } from './telemetry.ts'
import { type Traced, traced, withContext } from './traced.ts'
import { type Asker, Attempt } from './upstream/attempt.ts'
import { endingOf } from './upstream/ending.ts'
import { answerTo } from './upstream/failure-answer.ts'
import { BodyTooLarge, UploadStopped } from './upstream/failures.ts'
import { type RequestBody, receiveBody } from './upstream/request-body.ts'
import { isSafe, mayTryStable } from './upstream/try-again.ts'
import { sayOurs, sayWhetherItAnswers } from './upstream-log.ts'
import type { Held } from './wire.ts'

/** One client's request from its head to the last byte of its answer, over as many upstream attempts as that takes. */
export class Exchange implements Asker {
  readonly request: IncomingMessage
  readonly response: ServerResponse<IncomingMessage>
  readonly target: TargetRoute
  readonly with: Exchanges
  readonly upgrade: Upgrade | null
  headers: string[] = []
  body: RequestBody | null = null
  gone = false
  #who: Who | null = null
  #reason: Reason = 'closed'
  /** What the target was told when the slot was chosen. */
  #chosenBy: Held | null = null
  #attempts = 0
  #current: Attempt | null = null
  #traced: Traced | null = null

  constructor(
    request: IncomingMessage,
    response: ServerResponse<IncomingMessage>,
    target: TargetRoute,
    shared: Exchanges,
    upgrade: Upgrade | null = null,
  ) {
    this.request = request
    this.response = response
    this.target = target
    this.with = shared
    this.upgrade = upgrade
  }

  begin(): void {
    const { request, response } = this
    response.once('close', () => {
      this.#tellTrace()
      if (response.writableFinished) return
      this.gone = true
      this.#current?.abandon()
    })
    // A connection that breaks says so here as well; unheard, it would end the whole process.
    for (const stream of [request, response])
      stream.on('error', () => {
        this.gone = true
      })
    receiveBody(
      response,
      this.with.limits,
      (body) => this.#ready(body),
      (error) => this.#bodyFailed(error),
    )
  }

  /** Where it went, as far as that is known: by the last attempt. */
  way(): Way {
    const target = this.target.name
    if (this.#current === null) return { target, side: null, version: null }
    const { upstream, status, version } = this.#current
    const way = { target, side: upstream.side, version: version || upstream.version }
    return status === 101 ? { ...way, upgraded: status } : way
  }

  #ready(body: RequestBody): void {
    if (this.gone || this.response.headersSent) return
    this.body = body
    const { request } = this
    const { identity, peerOf } = this.with
    this.headers = requestHeaders(request, identity, peerOf(request.socket))
    const slot = this.#choose()
    this.#beginTrace(slot)
    this.#try(slot)
  }

  /** By the slot that was chosen first: what begins at a canary is told, also where stable answers in its place. */
  #beginTrace(slot: Slot): void {
    const { traces } = this.with
    if (traces === null) return
    this.#traced = traced(this.request, slot, traces.ids)
    this.headers = withContext(this.headers, this.#traced)
  }

  /** `upgraded`: the status with which the connection went over. */
  #tellTrace(upgraded: number | null = null): void {
    const { traces } = this.with
    if (traces === null || this.#traced === null || !this.#traced.context.sampled) return
    const { request, response, target } = this
    const { context, slot, from } = this.#traced
    traces.tell(context, {
      method: request.method ?? '',
      target: target.name,
      slot,
      reason: this.#reason,
      status: upgraded ?? (response.headersSent ? response.statusCode : null),
      whole: upgraded !== null || response.writableFinished,
      from,
      to: Date.now(),
    })
  }

  #bodyFailed(error: Error): void {
    if (this.#current === null) this.#refuse(error)
    else this.#current.abort(error)
  }

  /** By what the target was told last: nothing chosen earlier may outlive a kill. */
  #choose(): Slot {
    const { request, target } = this
    const { held } = target
    this.#chosenBy = held
    if (held.desired.split.mode === 'closed') {
      this.#reason = 'closed'
      return 'stable'
    }
    const { identity, peerOf, cookie } = this.with
    this.#who ??= identify(request, identity, peerOf(request.socket), cookie)
    const { slot, reason } = route(held.desired, {
      ...this.#who,
      canaryVersion: target.upstream('canary').version,
    })
    this.#reason = reason
    return slot
  }

  #try(slot: Slot): void {
    this.#attempts++
    this.#current = new Attempt(this, slot, this.target.upstream(slot))
    this.#current.send()
  }

  /** An attempt that stands in for the canary stays with stable, whichever side that is. */
  isFor({ slot, upstream }: Attempt): boolean {
    if (this.#chosenBy === this.target.held && this.target.has(upstream)) return true
    const now = this.#attempts > 1 ? slot : this.#choose()
    return now === slot && this.target.upstream(now) === upstream
  }

  mayHold(slot: Slot): boolean {
    return slot === 'canary' && isSafe(this.request.method ?? '') && (this.body?.atHand() ?? false)
  }

  hint(headers: IncomingHttpHeaders): void {
    if (!this.gone) passHints(this.response, headers)
  }

  writeHead(attempt: Attempt): void {
    const headers = this.#answerHeaders(attempt)
    const { trailer } = attempt.headers
    if (trailer !== undefined && takesTrailers(this.request)) headers.push('trailer', String(trailer))
    if (this.upgrade !== null || this.with.stopping()) headers.push('connection', 'close')
    this.response.writeHead(attempt.status, reasonPhrase(attempt.status, attempt.statusText), headers)
  }

  #answerHeaders({ headers }: Attempt): string[] {
    const setCookie = this.#who?.setCookie ?? null
    return [...answerHeaders(headers), ...(setCookie === null ? [] : ['set-cookie', setCookie])]
  }

  writeTrailers(trailers: IncomingHttpHeaders): void {
    if (takesTrailers(this.request)) this.response.addTrailers(answerTrailers(trailers))
  }

  /** The connection is another protocol's from here on; that it came to be is what is counted. */
  upgraded(attempt: Attempt, upstream: Duplex): void {
    const { upgrade, response, target } = this
    if (upgrade === null) throw new Error('nobody asked for another protocol')
    const { socket } = upgrade
    response.detachSocket(socket as Socket)
    const { upgrade: said } = attempt.headers
    socket.write(switching(said ?? upgrade.protocol, this.#answerHeaders(attempt)), 'latin1')
    target.upgraded.join(attempt.upstream.side, socket, upstream)
    this.answered(attempt)
    this.#tellTrace(attempt.status)
  }

  answered(attempt: Attempt): void {
    this.#ended(attempt, 'answered')
    sayWhetherItAnswers(this.with.log, this.target.name, attempt, null)
  }

  failed(attempt: Attempt, error: Error, begun: boolean): void {
    const ending = this.#endingOf(attempt, error)
    const blame = this.#ended(attempt, ending)
    if (this.#isGone()) return
    if (ending === 'moved') {
      // It has not been tried.
      this.#attempts--
      this.#try(this.#attempts > 0 ? attempt.slot : this.#choose())
      return
    }
    if (blame === 'side') sayWhetherItAnswers(this.with.log, this.target.name, attempt, error)
    if (blame === 'gateway' && !this.with.stopping())
      sayOurs(this.with.log, this.target.name, attempt, ending, error)
    if (begun) this.response.destroy()
    else if (blame === 'client') this.#refuse(error)
    else this.#recover(attempt, ending)
  }

  /** Also when only the request knows: its connection is gone and its body not whole. */
  #isGone(): boolean {
    return this.gone || (this.request.destroyed && !this.request.complete)
  }

  #endingOf(attempt: Attempt, error: Error): Ending {
    const since = this.body?.clientWaitsSince() ?? null
    return endingOf({
      error,
      gone: this.#isGone(),
      stopping: this.with.stopping(),
      received: this.request.complete,
      sent: attempt.sent,
      waitedMs: since === null ? 0 : performance.now() - Math.max(since, attempt.startedAt),
      answered: attempt.status > 0,
      announced: attempt.headers['content-length'] !== undefined,
    })
  }

  #recover(attempt: Attempt, ending: Ending): void {
    const { failure, status, title } = answerTo(ending)
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
    else this.#problem(status, title)
  }

  #ended(attempt: Attempt, ending: Ending) {
    const { blame, sample } = blameFor(ending, attempt.status)
    if (sample === 'none') return blame
    const { version, latencyMs } = attempt
    const status = sample === 'status' ? attempt.status : 0
    const attempted = { version, status, latencyMs }
    this.with.telemetry.count(this.target.name, attempt.slot, this.#reason, attempted, this.#asked())
    return blame
  }

  #asked(): Asked {
    const { split } = (this.#chosenBy ?? this.target.held).desired
    return {
      url: this.request.url ?? '/',
      segment: this.#who?.segment ?? null,
      subject: this.#who?.subject ?? null,
      isNamed: (segment) => split.mode === 'open' && split.segments.some(({ name }) => name === segment),
    }
  }

  #refuse(error: Error): void {
    if (error instanceof BodyTooLarge) this.#problem(413, 'The body is too large')
    else if (error instanceof UploadStopped) this.#problem(408, 'The body did not come in time')
    else this.#problem(400, 'The request cannot be passed on')
  }

  #problem(status: number, title: string): void {
    if (this.gone) return
    if (this.response.headersSent) return void this.response.destroy()
    if (!this.request.complete) this.response.setHeader('connection', 'close')
    answerProblem(this.response, status, title)
  }
}
