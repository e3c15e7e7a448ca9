import { BINDING } from './shop.testing.ts'

const counted = (name: string) => `sum by (service, slot) (increase(${name}[\${WINDOW}]))`
const SLOTS = 'target: service, slot: slot'
const ratio = (part: string) =>
  `prometheus: { good: '${counted(part)}', total: '${counted('visits_total')}', ${SLOTS} }`

/** The shop with what a business asks about too. */
export const BUSINESS_BINDING = `${BINDING}
      latency-p99: { prometheus: { buckets: 'sum by (service, slot, le) (increase(duration_seconds_bucket[\${WINDOW}]))', quantile: 0.99, ${SLOTS} } }
      conversion-checkout: { ${ratio('checkouts_total')} }
      conversion-signup: { ${ratio('signups_total')} }
      payment-success: { ${ratio('payments_total')} }
      refund-rate: { direction: higher, ${ratio('refunds_total')} }
      cost-per-transaction: { unit: money, currency: EUR, prometheus: { sum: '${counted('fees_sum')}', total: '${counted('fees_count')}', ${SLOTS} } }
      satisfaction: { direction: lower, prometheus: { query: 'avg by (service, slot) (avg_over_time(satisfaction_score[\${WINDOW}]))', ${SLOTS} } }
`

export const BUSINESS_PLAN = `
plan: shop
title: Shop
environment: staging
version: v2.1.0
leads: { finance: Finance, helpdesk: Helpdesk }
levels:
  - { signal: latency-p95, warn: 250ms, critical: 300ms }
  - { signal: latency-p99, warn: 400ms, critical: 500ms }
  - { signal: error-rate, over: [5m, 24h], warn: 1%, critical: 5% }
  - { signal: [conversion-checkout, conversion-signup], warn: 80%, critical: 60% }
  - { signal: payment-success, warn: 97%, critical: 95%, tell: [finance] }
  - { signal: refund-rate, warn: 3%, critical: 5%, tell: [finance] }
  - { signal: cost-per-transaction, warn: 2, critical: 3, tell: [finance] }
  - { signal: satisfaction, warn: 4, tell: [helpdesk] }
guards:
  - { signal: error-rate, atLeast: 5%, for: 5m }
  - { signal: db-pool, atLeast: 95%, for: 3m, minSamples: 3 }
  - { signal: complaints, above: 10, over: 1h, then: pause, ask: [helpdesk] }
  - { signal: by-gateway, below: 97%, for: 1m }
steps:
  - deploy: wix
  - rollout: { targets: [wix], stages: [{ weight: 5%, hold: 10m }, { weight: 100%, hold: 10m }], gates: [{ signal: error-rate, atMost: 5% }] }
`
