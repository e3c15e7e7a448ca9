import type { PrometheusBinding, PrometheusSignalBinding } from '../../core/binding/signal-binding.ts'
import { measure } from '../../core/judge/measure.ts'
import type { Sample } from '../../core/judge/sample.ts'
import { inWindow, shareOf } from '../../core/signal/counting-window.ts'
import type { Direction } from '../../core/signal/shape.ts'
import { formatDuration } from '../../core/time/duration.ts'
import { formatInstant, type Instant, type Millis } from '../../core/time/instant.ts'
import { MetricsUnavailable } from '../../ports/metrics.ts'
import type { RecordedMetrics, RecordedPage, RecordedSeries } from '../../ports/recorded.ts'
import type { Secrets } from '../../ports/secrets.ts'
import { type PrometheusApi, prometheusApi } from './api.ts'
import { EVERYBODY } from './counts.ts'
import { queriesOf, readerOf } from './metrics.ts'
import { askPages, type Pages } from './pages.ts'
import { QueryFailed } from './query-failed.ts'
import { completeUpTo, firstEnd, type Rhythm } from './window.ts'

export type RecordedOptions = {
  readonly prometheus: PrometheusBinding
  readonly signals: Readonly<Record<string, PrometheusSignalBinding>>
  readonly secrets: Secrets
  /** Longer intervals than the binding's, for a coarser and quicker look; left out: the binding's. */
  readonly stepMs?: Millis
  readonly sleep: (ms: Millis, signal: AbortSignal) => Promise<void>
}

/** A heavy query over a week takes longer than one over a minute. */
const TIME_LIMIT_MS: Millis = 30_000
/** One that is slow, away or overloaded is asked again after these pauses, and then no more. */
const RETRY_AFTER_MS: readonly Millis[] = [1_000, 4_000]
const WORTH_RETRYING = new Set<QueryFailed['kind']>(['slow', 'unreachable', 'failing', 'partial'])
/** Intervals in one page; fewer where the answer was too large. */
const POINTS_MAX = 9_000

/**
 * What Prometheus still has, asked by the binding's own expressions over ranges. A signal that fails for good is given
 * up, with the reason; the others go on.
 */
export function recordedPrometheus(options: RecordedOptions): RecordedMetrics {
  const { prometheus, secrets, stepMs = prometheus.intervalMs } = options
  const api = prometheusApi({ ...prometheus, secrets, timeoutMs: TIME_LIMIT_MS })
  const rhythm = { ...prometheus, intervalMs: stepMs }
  return {
    name: `Prometheus at ${prometheus.url}`,
    stepMs,
    async *pages({ signals, targets, from, to }, signal) {
      const failed = new Map<string, string>()
      const last = Math.min(to, completeUpTo(await timeOf(api, options, signal), rhythm))
      const end = Math.floor(last / stepMs) * stepMs
      let points = POINTS_MAX
      for (let first = firstEnd(from, rhythm); first <= end; ) {
        const bound = signals.flatMap((name) => {
          const its = Object.hasOwn(options.signals, name) ? options.signals[name] : undefined
          return its === undefined || failed.has(name) ? [] : [{ name, bound: its }]
        })
        if (bound.length === 0) return
        const span = { from: first - stepMs, to: Math.min(end, first + (points - 1) * stepMs), stepMs }
        const pages = await asked(
          api,
          bound.flatMap((one) => queriesOf(one.bound)),
          span,
          rhythm,
          options,
          signal,
        )
        // What was too large for one answer is not asked for again at that length.
        points = Math.min(POINTS_MAX, Math.max(8, 2 * Math.round((pages.to - span.from) / stepMs)))
        yield pageOf(pages, first, { bound, targets, rhythm, failed })
        first = pages.to + stepMs
      }
    },
  }
}

/** Also the first question: whether it answers at all. */
async function timeOf(api: PrometheusApi, options: RecordedOptions, signal: AbortSignal): Promise<Instant> {
  return patiently(() => api.time(signal), options, signal)
}

function asked(
  api: PrometheusApi,
  queries: readonly string[],
  span: Parameters<PrometheusApi['range']>[1],
  rhythm: Rhythm,
  options: RecordedOptions,
  signal: AbortSignal,
): Promise<Pages> {
  const ask = (query: string, of: typeof span) =>
    patiently(() => api.range(inWindow(query, rhythm), of, signal), options, signal)
  return askPages(ask, [...new Set(queries)], span)
}

async function patiently<T>(
  ask: () => Promise<T>,
  { sleep }: Pick<RecordedOptions, 'sleep'>,
  signal: AbortSignal,
): Promise<T> {
  for (const pause of [...RETRY_AFTER_MS, null]) {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof QueryFailed) || !WORTH_RETRYING.has(error.kind)) throw error
      if (pause === null)
        throw new QueryFailed(error.kind, `${error.message} (asked ${RETRY_AFTER_MS.length + 1} times)`)
      await sleep(pause, signal)
      signal.throwIfAborted()
    }
  }
  throw new Error('the last attempt returns or throws')
}

type PageParts = {
  readonly bound: readonly { readonly name: string; readonly bound: PrometheusSignalBinding }[]
  readonly targets: readonly string[]
  readonly rhythm: Rhythm
  readonly failed: Map<string, string>
}

function pageOf(pages: Pages, first: Instant, { bound, targets, rhythm, failed }: PageParts): RecordedPage {
  const windows = { from: first, to: pages.to, spanMs: rhythm.intervalMs, share: shareOf(rhythm) }
  const series = bound.flatMap(({ name, bound: signal }): readonly RecordedSeries[] => {
    const reader = readerOf(signal, pages.series)
    if (reader instanceof MetricsUnavailable) {
      const unavailable = `${reader.message}, when asked for what was before ${formatInstant(pages.to)}`
      failed.set(name, unavailable)
      return targets.map((target) => ({ signal: name, target, unavailable }))
    }
    return targets.map((target) => {
      const question = { environment: '', target, signal: name, from: first }
      const samples =
        signal.kind === 'gauge'
          ? worseOf(
              ARMS.map((arm) => reader({ ...arm, ...question }, windows)),
              signal.direction,
            )
          : reader({ ...EVERYBODY, ...question }, windows)
      return { signal: name, target, recorded: samples.map((whole) => ({ whole })) }
    })
  })
  return { upTo: pages.to, series }
}

const ARMS = [
  { slot: 'stable', side: 'blue' },
  { slot: 'canary', side: 'green' },
] as const

/** How full each side is adds up to nothing: the one that is worse off counts. */
function worseOf(arms: readonly (readonly Sample[])[], direction: Direction): readonly Sample[] {
  const value = (sample: Sample) => measure([sample]).value ?? 0
  const isWorse = (a: Sample, b: Sample) => value(a) > value(b) === (direction === 'higher')
  const worst = new Map<Instant, Sample>()
  for (const sample of arms.flat()) {
    const other = worst.get(sample.at)
    if (other === undefined || isWorse(sample, other)) worst.set(sample.at, sample)
  }
  return [...worst.values()].sort((a, b) => a.at - b.at)
}

/** Of what scrapes cannot see: a step has to hold two of them. */
export function stepFault(stepMs: Millis, { intervalMs, scrapeMs }: PrometheusBinding): string | null {
  if (stepMs < intervalMs)
    return `a step of ${formatDuration(stepMs)} is shorter than the interval at which the binding measures, ${formatDuration(intervalMs)}`
  return stepMs % scrapeMs === 0
    ? null
    : `a step of ${formatDuration(stepMs)} is no multiple of the scrape, ${formatDuration(scrapeMs)}`
}
