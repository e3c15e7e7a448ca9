import { namesIn } from '../../core/binding/polled-signal.ts'
import type { HttpSignalBinding } from '../../core/binding/signal-binding.ts'
import type { Millis } from '../../core/time/instant.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Metrics, Question } from '../../ports/metrics.ts'
import { AskLater, type Polled, polledMetrics, type Window } from '../../ports/polled-metrics.ts'
import type { Told } from '../../ports/polled-readings.ts'
import { boundFor, keyFor, type PolledSignals } from '../../ports/polled-signals.ts'
import { withSecrets } from '../../ports/secret-headers.ts'
import type { Secrets } from '../../ports/secrets.ts'
import { inWords, SourceFault } from '../../ports/source-fault.ts'
import { readerOf } from './document.ts'
import { documentOf, type Exchanged, exchange, waitUntil } from './exchange.ts'
import { urlOf } from './request.ts'

/** `name` is the address: "https://shop.example". All signals have the same address, interval, lag and time limit. */
export type HttpOptions = PolledSignals<HttpSignalBinding> & {
  readonly secrets: Secrets
  readonly clock: Pick<Clock, 'now'>
}

/** Signals that whatever answers HTTP with JSON is asked for. */
export function httpMetrics(options: HttpOptions): Metrics {
  return polledMetrics(httpSource(options), options.clock)
}

export function httpSource(options: HttpOptions): Polled<HttpSignalBinding, Told> {
  const { name, signals, secrets, clock } = options
  const [first] = Object.values(signals)
  if (first === undefined) throw new RangeError(`${name} measures no signal`)
  const { intervalMs, lagMs, timeLimitMs } = first
  const readers = new Map(Object.values(signals).map((bound) => [bound, readerOf(bound)] as const))

  const ask = async (
    bound: HttpSignalBinding,
    question: Question,
    window: Window | null,
    signal: AbortSignal,
  ) => {
    const url = urlOf(bound.url, question, window)
    const asked = clock.now()
    const answer = await exchange(url, headersOf(bound, secrets), timeLimitMs, signal)
    const now = clock.now()
    const until = waitUntil(answer, now)
    if (until !== null)
      throw new AskLater(
        `${name} asks to be left alone for ${Math.ceil((until - now) / 1_000)} s (${answer.status})`,
        until,
      )
    const document = documentOf(answer)
    if (window !== null) refuseSkew(answer, asked, now, Math.max(2_000, intervalMs))
    return (readers.get(bound) ?? readerOf(bound))(document)
  }

  return {
    name,
    intervalMs,
    lagMs,
    timeLimitMs,
    boundOf: (question) => boundFor(options, question),
    readAs: (bound) => bound,
    keyOf: ({ url }, question) => keyFor(namesIn(url), question),
    ask: async (...asked) => {
      try {
        return await ask(...asked)
      } catch (error) {
        throw inWords(name, error, secrets.redact)
      }
    },
    pick: (_, reading) => reading,
  }
}

function headersOf({ headers }: HttpSignalBinding, secrets: Secrets): Record<string, string> {
  try {
    return withSecrets(headers, secrets)
  } catch (cause) {
    throw new SourceFault('wrong', `is not asked: ${cause instanceof Error ? cause.message : 'no access'}`)
  }
}

/**
 * Who is asked about an interval has to mean the same by it. A date is in whole seconds; without one nothing is known.
 */
function refuseSkew({ headers }: Exchanged, asked: number, now: number, toleranceMs: Millis): void {
  const theirs = Date.parse(String(headers.date))
  if (Number.isNaN(theirs)) return
  const [ahead, behind] = [theirs - now, asked - theirs - 1_000]
  const skewMs = Math.max(ahead, behind)
  if (skewMs <= toleranceMs) return
  throw new SourceFault(
    'away',
    `has a clock that is ${Math.round(skewMs / 1_000)} s ${ahead > behind ? 'ahead of' : 'behind'} ours: set both by NTP`,
  )
}
