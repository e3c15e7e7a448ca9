import type { EnvironmentBinding } from '../binding/binding.ts'
import type {
  GatewaySignalBinding,
  PrometheusSignalBinding,
  SignalBinding,
} from '../binding/signal-binding.ts'

const LABELS = { target: 'target', arm: 'slot', armIs: 'slot' } as const
const BY = 'environment, target, slot'
const DURATION = 'cutwater_gateway_request_duration_seconds'

/**
 * The signals of an environment as its Prometheus has them, where that scrapes the gateways: what a gateway counts for
 * the servers stands in its metrics too, by the same buckets and without those who chose their version by header.
 */
export function asPrometheusHas(
  environment: string,
  { signals, prometheus }: Pick<EnvironmentBinding, 'signals' | 'prometheus'>,
): Readonly<Record<string, SignalBinding>> {
  if (prometheus?.gateways !== true) return signals
  return Object.fromEntries(
    Object.entries(signals).map(([name, bound]) => [
      name,
      bound.source === 'gateway' ? scraped(environment, bound) : bound,
    ]),
  )
}

function scraped(environment: string, bound: GatewaySignalBinding): PrometheusSignalBinding {
  const { source: _, ...shape } = bound
  const counted = (metric: string, more = '') =>
    `sum by (${BY}) (increase(${metric}{environment="${environment}"${more}}[\${WINDOW}]))`
  if (shape.kind === 'distribution') {
    const buckets = `sum by (${BY}, le) (increase(${DURATION}_bucket{environment="${environment}"}[\${WINDOW}]))`
    return { ...shape, source: 'prometheus', labels: LABELS, buckets, scale: 1_000 }
  }
  const { statusBelow, withinMs, ...ratio } = shape
  const requests = (codes: string) =>
    counted(
      'cutwater_gateway_requests_total',
      `, reason!="header"${codes === '' ? '' : `, code=~"${codes}"`}`,
    )
  const below = requests(['2xx', '3xx', '4xx'].slice(0, statusBelow / 100 - 2).join('|'))
  const slow = `(${counted(`${DURATION}_count`)} - ${counted(`${DURATION}_bucket`, `, le=~"${edgeOf(withinMs ?? 0)}"`)})`
  return {
    ...ratio,
    source: 'prometheus',
    labels: LABELS,
    counts: 'good',
    part: withinMs === null ? below : `clamp_min(${below} - ${slow}, 0)`,
    total: requests(''),
  }
}

/** As the text format writes it, and as Prometheus 3 does: `1` and `1.0`. */
function edgeOf(ms: number): string {
  const seconds = String(ms / 1_000).replace('.', '[.]')
  return seconds.includes('[.]') ? seconds : `${seconds}([.]0)?`
}
