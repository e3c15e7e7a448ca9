import type { PrometheusBinding, PrometheusSignalBinding } from '../../core/binding/signal-binding.ts'
import { formatDuration } from '../../core/time/duration.ts'
import type { Instant, Millis } from '../../core/time/instant.ts'
import type { PrometheusApi } from './api.ts'
import type { ExpressionKey } from './probed.ts'
import { QueryFailed } from './query-failed.ts'

/** The expression without which a signal measures nothing; of the others, nothing is no fault. */
export function wholeOf(bound: PrometheusSignalBinding): {
  readonly key: ExpressionKey
  readonly query: string
} {
  switch (bound.kind) {
    case 'ratio':
    case 'mean':
      return { key: 'total', query: bound.total }
    case 'distribution':
      return { key: 'buckets', query: bound.buckets }
    case 'gauge':
    case 'count':
      return { key: 'query', query: bound.query }
  }
}

/** Long enough for two scrapes of whatever Prometheus still answers for: it forgets a series after five minutes. */
const SPAN = '10m'

/**
 * How often the first thing that an expression counts was scraped in the last ten minutes; null when that cannot be
 * told, also because the provider does not answer. Two questions, of which the second one is about one series.
 */
export async function scrapedEvery(
  api: PrometheusApi,
  query: string,
  moment: Instant,
  signal: AbortSignal,
): Promise<Millis | null> {
  const selector = countedIn(query)
  if (selector === null) return null
  try {
    const [most] = await api.at(`topk(1, count_over_time(${selector}[${SPAN}]))`, moment, signal)
    if (most === undefined) return null
    const [series] = await api.scrapes(`${withLabels(selector, most.labels)}[${SPAN}]`, moment, signal)
    return series === undefined
      ? null
      : pauseBetween([...series.points, ...(series.histograms ?? [])].map(([at]) => at))
  } catch (error) {
    if (error instanceof QueryFailed) return null
    throw error
  }
}

/** A scrape that comes a little late is none that comes seldom. */
const SLOWER = 1.2

/** As half a sentence, when it is scraped less often than the binding says; null otherwise. */
export function slowerThanSaid(
  everyMs: Millis | null,
  { scrapeMs }: Pick<PrometheusBinding, 'scrapeMs'>,
): string | null {
  return everyMs === null || everyMs <= SLOWER * scrapeMs
    ? null
    : `what it counts is scraped every ${formatDuration(everyMs)}, and the binding says scrape: ${formatDuration(scrapeMs)}`
}

const QUOTED = String.raw`"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\`[^\`]*\``
const MATCHERS = String.raw`\{(?:${QUOTED}|[^{}"'\`])*\}`
const COUNTED = new RegExp(String.raw`([A-Za-z_:][\w:]*\s*(?:${MATCHERS})?|${MATCHERS})\s*\[\$\{WINDOW\}\]`)

/** The first selector that is looked at inside the window: `x{a="b"}` of `increase(x{a="b"}[${WINDOW}])`. */
export function countedIn(query: string): string | null {
  return COUNTED.exec(query)?.[1]?.trim() ?? null
}

/** The selector for exactly that series. Labels that only newer versions can name are left out. */
export function withLabels(selector: string, labels: Readonly<Record<string, string>>): string {
  const own = Object.entries(labels)
    .filter(([name]) => /^[A-Za-z_]\w*$/.test(name) && name !== '__name__')
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(',')
  const [, head = selector, inside = ''] = /^([^{]*)\{([\s\S]*)\}$/.exec(selector) ?? []
  const before = inside.replace(/,?\s*$/, '').trim()
  return `${head.trim()}{${before}${before === '' || own === '' ? '' : ','}${own}}`
}

/**
 * The usual pause between them: a missed scrape makes one of them longer. To the second, and to a tenth of one where
 * it is shorter than that: no scrape is more exact.
 */
function pauseBetween(moments: readonly Instant[]): Millis | null {
  const pauses = moments.slice(1).map((at, i) => at - (moments[i] ?? at))
  const middle = pauses.toSorted((a, b) => a - b)[Math.floor((pauses.length - 1) / 2)]
  if (middle === undefined) return null
  const toTenths = Math.max(100, Math.round(middle / 100) * 100)
  return toTenths < 1_000 ? toTenths : Math.round(middle / 1_000) * 1_000
}
