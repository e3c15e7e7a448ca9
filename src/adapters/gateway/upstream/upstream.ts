import { type Dispatcher, Pool } from 'undici'
import type { Side } from '../../../core/traffic/desired.ts'
import { type Guest, Places } from './places.ts'

const VERSION_MAX_LENGTH = 64
/** One that fails every other request must not fill the log. */
const SAID_EVERY_MS = 1_000

/** Of the gateway's configuration, what is about its upstreams. */
export type UpstreamLimits = {
  readonly connectMs: number
  readonly headersMs: number
  readonly bodyMs: number
  readonly maxHeaderBytes: number
  readonly connectionsPerUpstream: number
  readonly queuePerUpstream: number
  readonly queueMs: number
}

/** A request on its way to a side, as far as the side has to know it. */
export type Caller = Guest &
  Dispatcher.DispatchHandler & {
    /** The target was told something new while this one waited for a connection. */
    reconsider(): void
    /** Called in equal intervals: an answer may be silent for `max` of them. */
    listen(max: number): void
  }

/** One side of a target, with its connections and the queue before them. */
export class Upstream {
  readonly side: Side
  readonly places: Places<Caller>
  /** What its last answer said in `X-App-Version`. */
  version = ''
  /** Whether the last attempt got no answer: said once in the log, not once a request. */
  failing = false
  #saidAt = Number.NEGATIVE_INFINITY
  readonly #pool: Pool
  readonly #underWay = new Set<Caller>()
  readonly #listening: NodeJS.Timeout

  constructor(side: Side, origin: string, limits: UpstreamLimits) {
    this.side = side
    this.places = new Places({
      places: limits.connectionsPerUpstream,
      queueMax: limits.queuePerUpstream,
      queueMs: limits.queueMs,
    })
    this.#pool = new Pool(origin, {
      connections: limits.connectionsPerUpstream,
      pipelining: 1,
      connect: { timeout: limits.connectMs },
      headersTimeout: limits.headersMs,
      // Which answers may be silent is known only once they have begun: the attempt itself counts.
      bodyTimeout: 0,
      maxHeaderSize: limits.maxHeaderBytes,
    })
    const period = Math.min(Math.max(limits.bodyMs / 10, 5), 1_000)
    const silentMax = Math.ceil(limits.bodyMs / period)
    this.#listening = setInterval(() => {
      for (const caller of this.#underWay) caller.listen(silentMax)
    }, period).unref()
  }

  dispatch(caller: Caller, request: Dispatcher.DispatchOptions): void {
    this.#underWay.add(caller)
    this.#pool.dispatch(request, caller)
  }

  /** Of one that had a place. */
  over(caller: Caller): void {
    this.#underWay.delete(caller)
    this.places.leave(caller)
  }

  saw(version: string | string[] | undefined): string {
    const said = typeof version === 'string' ? version.slice(0, VERSION_MAX_LENGTH) : ''
    if (said !== '') this.version = said
    return said
  }

  /** Whether the log may have another line about this side. */
  maySay(): boolean {
    const now = performance.now()
    if (now - this.#saidAt < SAID_EVERY_MS) return false
    this.#saidAt = now
    return true
  }

  /** Nobody comes any more: what waits is asked where it goes now, what is under way comes to its end. */
  async retire(): Promise<void> {
    for (const caller of this.places.queue()) caller.reconsider()
    // Cut short by `destroy`, which is asked for where it takes too long.
    await this.#pool.close().catch(() => undefined)
    clearInterval(this.#listening)
  }

  async destroy(): Promise<void> {
    clearInterval(this.#listening)
    for (const caller of this.places.queue()) {
      this.places.withdraw(caller)
      caller.giveUp()
    }
    await this.#pool.destroy()
  }
}
