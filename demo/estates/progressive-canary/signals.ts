/** How the signals of the plan are measured here: at the edge, by Prometheus, and by the database of the shop. */

import { attemptsAtTheEdge, counted, latencyAtTheEdge, OF_A_SIDE } from '../../world/haproxy-signals.ts'

const W = '[${WINDOW}]'

const largest = (what: string) => `max by (service, side) (avg_over_time(${what}${W}))`

/**
 * What one service counts says how the whole canary does: both targets carry the same users, and rules are asked of
 * each. So it stands under both names.
 */
const ofBoth = (bySide: string) =>
  ['frontend', 'backend']
    .map((service) => `label_replace(${bySide}, "service", "${service}", "side", ".*")`)
    .join(' or ')
const countedForBoth = (what: string) => ofBoth(`sum by (side) (increase(${what}${W}))`)

const REQUESTS = 'http_requests_total'

/** Of a hundred requests; a kind of failure that was never seen is none. */
const share = (codes: string) => ({
  direction: 'higher',
  prometheus: {
    good: `${counted(`${REQUESTS}{code=~"${codes}"}`)} or 0 * ${counted(REQUESTS)}`,
    total: counted(REQUESTS),
    ...OF_A_SIDE,
  },
})

/**
 * A mean and no ratio: who began in one interval gets through in the next, where there may be more successes than
 * attempts.
 */
const conversion = (flow: string) => ({
  ...{ unit: 'ratio', direction: 'lower' },
  prometheus: {
    sum: countedForBoth(`conversion_successes_total{flow="${flow}"}`),
    total: countedForBoth(`conversion_attempts_total{flow="${flow}"}`),
    ...OF_A_SIDE,
  },
})

const percent = (query: string) => ({ unit: 'percent', prometheus: { query, ...OF_A_SIDE } })

/** One row for each side, also when nothing happened there. */
const ofOrders = (parts: string, table: string) => ({
  database: 'shop',
  by: 'side',
  query: `SELECT s.side, ${parts} FROM (VALUES ('blue'), ('green')) s(side)
    LEFT JOIN ${table} t ON t.side = s.side AND t.created_at >= \${FROM} AND t.created_at < \${TO} GROUP BY s.side`,
})
const euros = (column: string) => `coalesce(sum(t.${column}), 0) / 100.0 AS sum, count(t.id) AS count`
const TRADE =
  "(SELECT id, side, created_at, false AS back FROM orders WHERE state <> 'open' UNION ALL SELECT id, side, created_at, true FROM refunds)"

/** By what splits the traffic; `answered` is what a drill of the rollback counts. */
function atTheEdge(isHaproxy: boolean) {
  const latency = (quantile: number) =>
    isHaproxy ? latencyAtTheEdge(quantile) : { gateway: 'latency', quantile }
  return {
    'latency-p50': latency(0.5),
    'latency-p95': latency(0.95),
    'latency-p99': latency(0.99),
    latency: latency(0.95),
    answered: isHaproxy
      ? { direction: 'lower', prometheus: { ...attemptsAtTheEdge, ...OF_A_SIDE } }
      : { gateway: 'success' },
  }
}

/** `workers`: of the backend on each side. */
export function signalsOf(workers: number, isHaproxy: boolean) {
  return {
    ...atTheEdge(isHaproxy),
    'error-rate': share('[45]..'),
    'errors-4xx': share('4..'),
    'errors-5xx': share('5..'),
    throughput: {
      kind: 'count',
      direction: 'lower',
      prometheus: { query: counted(REQUESTS), ...OF_A_SIDE },
    },
    'conversion-checkout': conversion('checkout'),
    'conversion-signup': conversion('signup'),
    'conversion-payments': conversion('payments'),
    'payment-failures': {
      direction: 'higher',
      prometheus: {
        good: countedForBoth('payment_failures_total'),
        total: countedForBoth('payment_attempts_total'),
        ...OF_A_SIDE,
      },
    },
    complaints: {
      kind: 'count',
      unit: 'count',
      prometheus: { query: `${counted('complaints_total')} or 0 * ${counted(REQUESTS)}`, ...OF_A_SIDE },
    },
    satisfaction: {
      direction: 'lower',
      prometheus: {
        sum: counted('satisfaction_score_sum'),
        total: counted('satisfaction_score_count'),
        ...OF_A_SIDE,
      },
    },
    'payment-success': {
      kind: 'ratio',
      sql: ofOrders(
        "count(t.id) FILTER (WHERE t.outcome = 'paid') AS good, count(t.id) AS total",
        'payments',
      ),
    },
    'order-value': {
      ...{ kind: 'mean', unit: 'money', currency: 'EUR', direction: 'lower' },
      sql: ofOrders(euros('total_cents'), 'orders'),
    },
    'cost-per-transaction': {
      ...{ kind: 'mean', unit: 'money', currency: 'EUR' },
      sql: ofOrders(euros('fee_cents'), 'payments'),
    },
    'refund-rate': {
      ...{ kind: 'ratio', direction: 'higher' },
      sql: ofOrders('count(t.id) FILTER (WHERE t.back) AS good, count(t.id) AS total', TRADE),
    },
    cpu: percent(
      `100 * max by (service, side) (rate(process_cpu_seconds_total{service="frontend"}${W})) or ${100 / workers} * max by (service, side) (rate(process_cpu_seconds_total{service="backend"}${W}))`,
    ),
    memory: percent(`100 * ${largest('memory_limit_used_ratio')}`),
    'disk-io': percent(ofBoth(`${100 / workers} * max by (side) (rate(disk_io_busy_seconds_total${W}))`)),
    'db-pool': percent(ofBoth(`100 * max by (side) (avg_over_time(db_pool_used_ratio${W}))`)),
    'queue-depth': {
      unit: 'count',
      prometheus: { query: ofBoth(`max by (side) (avg_over_time(queue_depth${W}))`), ...OF_A_SIDE },
    },
  }
}
