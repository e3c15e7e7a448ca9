import type { Instant, Millis } from '../../core/time/instant.ts'
import type { MetricsUnavailable } from '../../ports/metrics.ts'
import { QueryFailed } from './query-failed.ts'
import type { Series } from './series.ts'

export type Span = { readonly from: Instant; readonly to: Instant; readonly stepMs: Millis }
export type Pages = {
  readonly series: ReadonlyMap<string, readonly Series[] | MetricsUnavailable>
  /** How far the answers reach: `to`, or less after a long absence. */
  readonly to: Instant
}

/** Prometheus refuses more than 11,000 points a series. */
const POINTS_MAX = 10_000
/** As many questions at once as leave a provider room for others. */
const AT_ONCE = 4

/**
 * Every query over the same span. A span that is too long for one answer is answered from its beginning, as far as it
 * goes; the caller asks goes on from there the next time. One query that fails does not take the others with it.
 */
export async function askPages(
  ask: (query: string, span: Span) => Promise<readonly Series[]>,
  queries: readonly string[],
  { from, to, stepMs }: Span,
): Promise<Pages> {
  for (let points = POINTS_MAX; ; points = Math.floor(points / 8)) {
    const end = Math.min(to, from + (points - 1) * stepMs)
    const series = new Map<string, readonly Series[] | MetricsUnavailable>()
    const waiting = [...queries]
    const askNext = async () => {
      for (let query = waiting.shift(); query !== undefined; query = waiting.shift())
        series.set(query, await ask(query, { from, to: end, stepMs }).catch(failed))
    }
    await Promise.all(Array.from({ length: AT_ONCE }, askNext))
    if (points < 8 || ![...series.values()].some(isTooMuch)) return { series, to: end }
  }
}

function failed(error: unknown): QueryFailed {
  if (error instanceof QueryFailed) return error
  throw error
}

const isTooMuch = (answer: unknown): boolean =>
  answer instanceof QueryFailed && (answer.kind === 'too-large' || answer.kind === 'too-much')
