import type { PrometheusBinding, PrometheusSignalBinding } from '../../core/binding/signal-binding.ts'
import { inWindow, shareOf } from '../../core/signal/counting-window.ts'
import type { Instant, Millis } from '../../core/time/instant.ts'
import type { Clock } from '../../ports/clock.ts'
import { type Answer, type Metrics, MetricsUnavailable, type Question } from '../../ports/metrics.ts'
import type { Secrets } from '../../ports/secrets.ts'
import { type PrometheusApi, prometheusApi } from './api.ts'
import { manySamples } from './each-series.ts'
import { formFault, hasNative } from './form-fault.ts'
import { askPages } from './pages.ts'
import { providerTime } from './provider-time.ts'
import {
  countSamples,
  distributionSamples,
  gaugeSamples,
  meanSamples,
  nativeSamples,
  ratioSamples,
  type SamplesOf,
} from './samples.ts'
import type { Series } from './series.ts'
import { type WhyEmpty, whyEmpty } from './why-empty.ts'
import { completeUpTo, firstEnd, lastEnd } from './window.ts'

export type PrometheusOptions = {
  readonly prometheus: PrometheusBinding
  /** Of each environment that this provider measures. */
  readonly environments: Readonly<Record<string, MeasuredEnvironment>>
  readonly secrets: Secrets
  readonly clock: Pick<Clock, 'now'>
  /** Remarks of the provider on a query. */
  readonly remark?: (words: string) => void
}

export type MeasuredEnvironment = {
  readonly targets: readonly string[]
  readonly signals: Readonly<Record<string, PrometheusSignalBinding>>
}

/**
 * Signals from Prometheus. Each expression is asked once a read, for all targets, both slots and all open changes at
 * once: the labels of the answer say what belongs to whom. What is asked lies on multiples of the interval, so the
 * same question has the same answer whenever it is asked, also by another server after a restart.
 */
export function prometheusMetrics(options: PrometheusOptions): Metrics {
  const { prometheus, clock } = options
  const { intervalMs, lagMs, scrapeMs } = prometheus
  const api = prometheusApi({ ...options, ...prometheus, timeoutMs: timeoutOf(intervalMs) })
  const empty = whyEmpty(api, prometheus, clock)

  return {
    intervalMs,
    lagMs,
    async read(questions, signal) {
      const now = await providerTime(api, clock, scrapeMs, signal)
      const complete = completeUpTo(now, prometheus)
      const known = questions.map((question) => signalOf(options, question))
      const asked = questions.flatMap((question, i) => {
        const bound = known[i]
        return bound === undefined || bound instanceof MetricsUnavailable ? [] : [{ question, bound }]
      })
      const longAgo = complete - RECENT_INTERVALS * intervalMs
      const recent = asked.filter(({ question }) => question.from >= longAgo)
      const late = asked.filter(({ question }) => question.from < longAgo)
      const answers = new Map<Question, Answer>([
        ...(await answerAll(api, prometheus, recent, complete, signal, empty)),
        ...(await answerLate(api, prometheus, late, complete, {
          signal,
          empty,
          limitMs: timeoutOf(intervalMs) / (recent.length === 0 ? 1 : 2),
        })),
      ])
      return questions.map((question, i) => {
        const bound = known[i]
        if (bound instanceof MetricsUnavailable) return bound
        return answers.get(question) ?? new MetricsUnavailable('the question was lost')
      })
    },
  }
}

const RECENT_INTERVALS = 100

/** Long enough for a heavy query, short enough to be noticed before three intervals are over. */
const timeoutOf = (intervalMs: number): number => Math.min(10_000, Math.max(3_000, intervalMs))

type Asked = { readonly question: Question; readonly bound: PrometheusSignalBinding }

function signalOf({ environments }: PrometheusOptions, { environment, target, signal, each }: Question) {
  const of = Object.hasOwn(environments, environment) ? environments[environment] : undefined
  const bound = of !== undefined && Object.hasOwn(of.signals, signal) ? of.signals[signal] : undefined
  if (bound === undefined) return new MetricsUnavailable(`no Prometheus measures the signal ${signal}`)
  if (each !== undefined && each !== bound.labels.each)
    return new MetricsUnavailable(`${signal} is not told apart by ${each}`)
  return of?.targets.includes(target) === true
    ? bound
    : new MetricsUnavailable(`no Prometheus measures the target ${environment}/${target}`)
}

async function answerAll(
  api: PrometheusApi,
  rhythm: PrometheusBinding,
  asked: readonly Asked[],
  complete: Instant,
  signal: AbortSignal,
  empty: WhyEmpty,
): Promise<readonly (readonly [Question, Answer])[]> {
  const { intervalMs } = rhythm
  const first = Math.min(...asked.map(({ question }) => firstEnd(question.from, rhythm)))
  if (asked.length === 0) return []
  if (first > complete) return asked.map(({ question }) => [question, { samples: [], watermark: complete }])

  const queries = new Set(asked.flatMap(({ bound }) => queriesOf(bound)))
  const pages = await askPages(
    (query, span) => api.range(inWindow(query, rhythm), span, signal),
    [...queries],
    // One before the first: whether a series was there already.
    { from: first - intervalMs, to: complete, stepMs: intervalMs },
  )
  signal.throwIfAborted()
  const nothing = await empty.of(new Set(asked.map(({ bound }) => bound)), pages, signal)
  const readers = new Map<PrometheusSignalBinding, SamplesOf | MetricsUnavailable>()
  return asked.map(({ question, bound }) => {
    const reader = readers.get(bound) ?? nothing.get(bound) ?? readerOf(bound, pages.series)
    readers.set(bound, reader)
    if (reader instanceof MetricsUnavailable)
      return [question, new MetricsUnavailable(`${question.signal}: ${reader.message}`)]
    const windows = {
      from: firstEnd(question.from, rhythm),
      to: pages.to,
      spanMs: intervalMs,
      share: shareOf(rhythm),
    }
    return [question, { samples: reader(question, windows), watermark: pages.to }]
  })
}

/** As much at once as does not take long; the rest is asked for in the next round. */
const LATE_INTERVALS = 1_000

/**
 * Who is far behind, after a long outage, must not hold up the others: not by its answer, and not by its being slow.
 */
async function answerLate(
  api: PrometheusApi,
  rhythm: PrometheusBinding,
  asked: readonly Asked[],
  complete: Instant,
  {
    signal,
    empty,
    limitMs,
  }: { readonly signal: AbortSignal; readonly empty: WhyEmpty; readonly limitMs: Millis },
): Promise<readonly (readonly [Question, Answer])[]> {
  const earliest = Math.min(...asked.map(({ question }) => firstEnd(question.from, rhythm)))
  const wanted = Math.max(...asked.map(({ question }) => lastEnd(question.to ?? complete, rhythm)))
  const to = Math.min(complete, wanted, earliest + LATE_INTERVALS * rhythm.intervalMs)
  const limit = AbortSignal.timeout(limitMs)
  try {
    return await answerAll(api, rhythm, asked, to, AbortSignal.any([signal, limit]), empty)
  } catch (cause) {
    signal.throwIfAborted()
    if (!limit.aborted) throw cause
    const slow = new MetricsUnavailable(
      `Prometheus at ${api.url} takes longer than ${limitMs / 1000} s for what was missed`,
      { cause },
    )
    return asked.map(({ question }) => [question, slow])
  }
}

export function queriesOf(bound: PrometheusSignalBinding): readonly string[] {
  switch (bound.kind) {
    case 'ratio':
      return [bound.part, bound.total]
    case 'mean':
      return [bound.sum, bound.total]
    case 'distribution':
      return [bound.buckets]
    case 'gauge':
    case 'count':
      return [bound.query]
  }
}

export function readerOf(
  bound: PrometheusSignalBinding,
  answers: ReadonlyMap<string, readonly Series[] | MetricsUnavailable>,
): SamplesOf | MetricsUnavailable {
  const series: (readonly Series[])[] = []
  for (const query of queriesOf(bound)) {
    const answer = answers.get(query) ?? new MetricsUnavailable('the query was lost')
    if (answer instanceof MetricsUnavailable) return answer
    const fault = formFault(answer, bound.kind)
    if (fault !== null) return new MetricsUnavailable(`${fault.message}: ${fault.remedy}`)
    series.push(answer)
  }
  const { each } = bound.labels
  return each === undefined
    ? samplesBy(bound, series)
    : manySamples(series, each, (parts, others) => samplesBy(bound, parts, others))
}

/** `others`: when the first of the expressions counted anything at all, where `series` are only a part of it. */
function samplesBy(
  bound: PrometheusSignalBinding,
  series: readonly (readonly Series[])[],
  others?: ReadonlySet<Instant>,
): SamplesOf {
  const [first = [], second = []] = series
  switch (bound.kind) {
    case 'ratio':
      return ratioSamples(bound, first, second, others)
    case 'mean':
      return meanSamples(bound, first, second)
    case 'distribution':
      return hasNative(first) ? nativeSamples(bound, first) : distributionSamples(bound, first)
    case 'gauge':
      return gaugeSamples(bound, first)
    case 'count':
      return countSamples(bound, first)
  }
}
