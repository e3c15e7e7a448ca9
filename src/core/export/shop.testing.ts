import assert from 'node:assert/strict'
import { parseBinding } from '../binding/parse.ts'
import { compilePlan } from '../plan/plan.ts'
import { alertsOf } from './alerts-of.ts'

const counted = (name: string, by = 'service, slot') => `sum by (${by}) (increase(${name}[\${WINDOW}]))`
const SLOTS = 'target: service, slot: slot'

/** Every kind of signal, told apart by slot. */
export const BINDING = `
environments:
  staging:
    prometheus: { url: 'http://127.0.0.1:9090', scrape: 15s }
    targets:
      wix:
        traffic: { gateway: run/gateway.sock }
        sides: { blue: 'http://127.0.0.1:4101', green: 'http://127.0.0.1:4102' }
        deploy: { command: [deploy] }
        undeploy: { command: [undeploy] }
    signals:
      error-rate: { direction: higher, prometheus: { good: '${counted('errors_total')}', total: '${counted('requests_total')}', ${SLOTS} } }
      success-ratio: { slo: 99%, prometheus: { bad: '${counted('errors_total')}', total: '${counted('requests_total')}', ${SLOTS} } }
      latency-p95: { prometheus: { buckets: '${counted('duration_seconds_bucket', 'service, slot, le')}', ${SLOTS} } }
      db-pool: { unit: percent, prometheus: { query: 'avg by (service, slot) (avg_over_time(pool_busy[\${WINDOW}]))', ${SLOTS} } }
      complaints: { kind: count, unit: count, prometheus: { query: '${counted('complaints_total')}', ${SLOTS} } }
      throughput: { kind: count, direction: lower, prometheus: { query: '${counted('requests_total')}', ${SLOTS} } }
      order-value: { unit: money, currency: EUR, direction: lower, prometheus: { sum: '${counted('basket_sum')}', total: '${counted('basket_count')}', ${SLOTS} } }
      by-gateway: { gateway: success }
      by-side: { prometheus: { bad: '${counted('errors_total', 'service, side')}', total: '${counted('requests_total', 'service, side')}', target: service, side: side } }
`

export const PLAN = `
plan: shop
title: Shop {{ canary }}
owner: platform-stewards
environment: staging
version: v2.1.0
leads: { finance: Finance, helpdesk: Helpdesk }
levels:
  - { signal: latency-p95, warn: 250ms, critical: 300ms, governance: 300ms }
  - { signal: error-rate, over: [5m, 24h], warn: 1%, critical: 5% }
  - { signal: order-value, warn: baseline-3%, critical: baseline-5%, tell: [finance] }
  - { signal: by-gateway, warn: 99% }
guards:
  - { signal: error-rate, worseThan: stable*1.25, confidence: 99.9% }
  - { signal: error-rate, atLeast: 5%, for: 3m, lookback: 1m }
  - { signal: success-ratio, below: stable-5pp, over: 4m }
  - { signal: success-ratio, below: slo-2pp, over: 2m }
  - { signal: latency-p95, above: 300ms, for: 2m }
  - { signal: db-pool, atLeast: 95%, for: 2m, minSamples: 3 }
  - { signal: complaints, above: 10, over: 4m, then: pause, ask: [helpdesk] }
  - { signal: throughput, atMost: 600, for: 2m }
  - { signal: order-value, atMost: baseline-5%, for: 2m }
  - { signal: by-gateway, below: 97%, for: 1m }
  - { signal: by-side, below: 90%, over: 2m }
  - { signal: by-side, below: stable-5pp, over: 2m }
steps:
  - deploy: wix
  - capture: { baseline: 1h, stated: { order-value: 50 } }
  - rollout:
      targets: [wix]
      stages: [{ weight: 5%, hold: 10m }, { weight: 100%, hold: 10m }]
      gates: [{ signal: error-rate, atMost: 5% }]
`

/** What a plan comes to, and the file of rules that is made of it. */
export function exportedPlan(plan = PLAN, written = BINDING) {
  const parsed = parseBinding(written, 'cutwater.yaml')
  assert.ok('binding' in parsed, JSON.stringify(parsed))
  const { binding } = parsed
  const compiled = compilePlan(plan, 'plan.yaml', { inputs: {}, pace: 1, binding })
  assert.ok('runbook' in compiled, JSON.stringify(compiled))
  const bound = binding.environments.staging
  assert.ok(bound?.prometheus != null)
  const measured = { ...bound, prometheus: bound.prometheus }
  return { runbook: compiled.runbook, measured, file: alertsOf(compiled.runbook, measured) }
}

/** The same shop with these rules and signals alone. */
export function exportedRules(rules: string, signals: string, steps = '') {
  const plan = `
plan: shop
title: Shop
environment: staging
version: v2.1.0
${rules}
steps:
  - deploy: wix
${steps}  - rollout: { targets: [wix], stages: [{ weight: 5%, hold: 10m }, { weight: 100%, hold: 10m }], gates: [{ signal: a, atLeast: 0 }] }
`
  return exportedPlan(plan, `${BINDING.slice(0, BINDING.indexOf('      error-rate:'))}${signals}`)
}

/** Slots by version, a label that is told apart, and a signal that follows the hour. */
export const otherForms = () => {
  const by = (labels: string) =>
    `prometheus: { query: 'sum by (service, slot, version, queue) (increase(x[\${WINDOW}]))', ${labels} }`
  return exportedRules(
    'guards: [{ signal: a, above: stable*2, over: 2m, minSamples: 2 }, { signal: b, each: queue, above: 5, over: 2m, minSamples: 1 }, { signal: c, atMost: baseline-5%, over: 2m }]',
    `      a: { ${by("target: service, slot: version, canary: '${VERSION}'")} }
      b: { ${by('target: service, slot: slot, each: queue')} }
      c: { kind: count, direction: lower, ${by('target: service, slot: slot')} }
`,
    '  - capture: { baseline: 1h, lastWeek: [c] }\n',
  )
}
