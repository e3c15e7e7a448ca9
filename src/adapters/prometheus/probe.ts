import type { PrometheusBinding, PrometheusSignalBinding } from '../../core/binding/signal-binding.ts'
import { inWindow } from '../../core/signal/counting-window.ts'
import { formatDuration } from '../../core/time/duration.ts'
import type { Millis } from '../../core/time/instant.ts'
import type { Secrets } from '../../ports/secrets.ts'
import { prometheusApi } from './api.ts'
import { examineSeries } from './examine-series.ts'
import type { ExpressionKey, ProbedSignal, Remark } from './probed.ts'
import { QueryFailed } from './query-failed.ts'
import { scrapedEvery, slowerThanSaid, wholeOf } from './scraped.ts'
import type { Series } from './series.ts'
import { completeUpTo } from './window.ts'

/** What a person wants to know before a change depends on these signals. */
export type ProbeOptions = {
  readonly prometheus: PrometheusBinding
  readonly signals: readonly ProbedSignal[]
  readonly secrets: Secrets
}

/** `at`: the expression that it is about, or how often it is scraped; null is Prometheus itself. */
export type Probed = Remark & {
  readonly at: { readonly signal: string; readonly key: ExpressionKey } | 'scrape' | null
}

const TIMEOUT_MS = 5_000

/** Asks every expression once, as of now. Throws only for an aborted signal: no answer is a warning like any other. */
export async function probeSignals(
  { prometheus, signals, secrets }: ProbeOptions,
  signal: AbortSignal,
): Promise<readonly Probed[]> {
  const api = prometheusApi({ ...prometheus, secrets, timeoutMs: TIMEOUT_MS })
  let now: number
  try {
    now = await api.time(signal)
  } catch (error) {
    return [{ at: null, ...unanswered(error) }]
  }
  const moment = completeUpTo(now, prometheus)
  const slow = await slowScrapes(prometheus, signals, (query) => scrapedEvery(api, query, moment, signal))
  const probed = await Promise.all(
    signals.map(async (each) => {
      const remarks = await probeSignal(each, (query) => api.at(inWindow(query, prometheus), moment, signal))
      const isSlow = slow.queries.has(wholeOf(each.bound).query)
      return remarks.filter(({ code }) => !isSlow || code !== 'no-series')
    }),
  )
  return [...slow.remarks, ...probed.flat()]
}

/** One remark for the source, about what is scraped least often; that there is nothing of it in a window follows. */
async function slowScrapes(
  prometheus: PrometheusBinding,
  signals: readonly ProbedSignal[],
  every: (query: string) => Promise<Millis | null>,
): Promise<{ readonly remarks: readonly Probed[]; readonly queries: ReadonlySet<string> }> {
  const names = new Map(signals.map(({ name, bound }) => [wholeOf(bound).query, name]))
  const pauses = await Promise.all(
    [...names].map(async ([query, name]) => ({ query, name, everyMs: (await every(query)) ?? 0 })),
  )
  const slow = pauses
    .filter(({ everyMs }) => slowerThanSaid(everyMs, prometheus) !== null)
    .toSorted((a, b) => b.everyMs - a.everyMs)
  const remarks = slow.slice(0, 1).map(
    ({ name, everyMs }): Probed => ({
      at: 'scrape',
      severity: 'warning',
      code: 'slow-scrape',
      message: `${name}: ${slowerThanSaid(everyMs, prometheus)}: a window that holds less than two scrapes measures nothing`,
      remedy: `write scrape: ${formatDuration(everyMs)}, or let Prometheus scrape it more often`,
    }),
  )
  return { remarks, queries: new Set(slow.map(({ query }) => query)) }
}

async function probeSignal(
  { name, bound, targets, bounds }: ProbedSignal,
  ask: (query: string) => Promise<readonly Series[]>,
): Promise<readonly Probed[]> {
  const expressions = await Promise.all(
    expressionsOf(bound).map(async ({ key, query }) => {
      try {
        return { key, series: await ask(query) }
      } catch (error) {
        return { key, remark: unanswered(error) }
      }
    }),
  )
  return expressions.flatMap((expression) => {
    const at = { signal: name, key: expression.key }
    const remarks =
      'remark' in expression
        ? [expression.remark]
        : examineSeries(expression.series, { key: expression.key, bound, targets, bounds })
    return remarks.map((remark) => ({ at, ...remark }))
  })
}

function expressionsOf(
  bound: PrometheusSignalBinding,
): readonly { readonly key: ExpressionKey; readonly query: string }[] {
  switch (bound.kind) {
    case 'distribution':
      return [{ key: 'buckets', query: bound.buckets }]
    case 'gauge':
    case 'count':
      return [{ key: 'query', query: bound.query }]
    case 'mean':
      return [
        { key: 'sum', query: bound.sum },
        { key: 'total', query: bound.total },
      ]
    case 'ratio':
      return [
        { key: bound.counts, query: bound.part },
        { key: 'total', query: bound.total },
      ]
  }
}

/** A query that Prometheus does not understand is wrong today and tomorrow; that it is away may pass. */
function unanswered(error: unknown): Remark {
  if (!(error instanceof QueryFailed)) throw error
  if (error.kind === 'bad-query')
    return {
      severity: 'error',
      code: 'bad-query',
      message: error.message,
      remedy: 'correct the expression; Prometheus says at which line:column of it',
    }
  return {
    severity: 'warning',
    code: 'not-asked',
    message: `${error.message}; whether it measures anything is not known`,
    remedy: 'see to it before a change depends on it, or look without it by --offline',
  }
}
