import assert from 'node:assert/strict'
import type { Binding } from '../../binding/binding.ts'
import { parseBinding } from '../../binding/parse.ts'

/** Every signal that the runbooks speak of, as an administrator would bind it: kind, unit, direction, objective. */
const RATIOS = {
  lower: [
    'alive',
    'success-ratio',
    'availability',
    'task-creation',
    'deduplication',
    'conversion-checkout',
    'conversion-signup',
    'conversion-payments',
    'payment-success',
  ],
  higher: ['error-rate', 'errors-4xx', 'errors-5xx', 'payment-failures', 'refund-rate', 'throttling'],
} as const
/** With the objective that a rule means by `slo`. */
const LATENCIES: Readonly<Record<string, string>> = {
  'latency-p50': '100ms',
  'latency-p95': '250ms',
  'latency-p99': '500ms',
  'brain-activation-p95': '100ms',
  'overlay-render-p95': '300ms',
  'db-latency-p95': '50ms',
}
const GAUGES = {
  higher: {
    'db-pool': 'percent',
    memory: 'percent',
    cpu: 'percent',
    'disk-io': 'percent',
    'cost-per-transaction': 'none',
    'queue-depth': 'none',
    complaints: 'none',
    'view-age': 's',
  },
  lower: { 'runner-status': 'none', 'order-value': 'none' },
} as const
const COUNTS = { throughput: 'lower', deadlocks: 'higher' } as const

/** `each`: by which label a signal is told apart. */
function signalsBy(each: Readonly<Record<string, string>>) {
  const labelsOf = (name: string) => {
    const label = each[name]
    return { target: 'service', side: 'side', ...(label === undefined ? {} : { each: label }) }
  }
  const by = (name: string) =>
    ['service', 'side', ...(each[name] === undefined ? [] : [each[name]])].join(', ')
  const increase = (name: string, of = name) =>
    `sum by (${by(of)}) (increase(${name.replaceAll('-', '_')}[\${WINDOW}]))`
  const ratio = (name: string, direction: string) => [
    name,
    { direction, prometheus: { good: increase(name), total: increase('requests', name), ...labelsOf(name) } },
  ]
  const latency = ([name, slo]: readonly [string, string]) => [
    name,
    {
      slo,
      prometheus: { buckets: `sum by (service, side, le) (increase(x[\${WINDOW}]))`, ...labelsOf(name) },
    },
  ]
  const gauge = (name: string, unit: string, direction: string) => [
    name,
    {
      unit,
      direction,
      prometheus: { query: `avg by (${by(name)}) (avg_over_time(x[\${WINDOW}]))`, ...labelsOf(name) },
    },
  ]
  const count = ([name, direction]: readonly [string, string]) => [
    name,
    { kind: 'count', direction, prometheus: { query: increase(name), ...labelsOf(name) } },
  ]

  return Object.fromEntries([
    ...RATIOS.lower.map((name) => ratio(name, 'lower')),
    ...RATIOS.higher.map((name) => ratio(name, 'higher')),
    ...Object.entries(LATENCIES).map(latency),
    ...Object.entries(GAUGES).flatMap(([direction, units]) =>
      Object.entries(units).map(([name, unit]) => gauge(name, unit, direction)),
    ),
    ...Object.entries(COUNTS).map(count),
  ])
}

const sides = { blue: 'http://127.0.0.1:1', green: 'http://127.0.0.1:2' }
/** A binding in which these signals are told apart by a label each, and all others are one number. */
function bindingBy(each: Readonly<Record<string, string>>): Binding {
  const production = {
    prometheus: { url: 'http://127.0.0.1:9090', scrape: '15s' },
    targets: { shop: { traffic: { gateway: 'g.sock' }, sides, deploy: { command: ['deploy'] } } },
    signals: signalsBy(each),
  }
  const read = parseBinding(JSON.stringify({ environments: { production } }), 'cutwater.yaml')
  assert.ok('binding' in read, JSON.stringify(read))
  return read.binding
}

/** With those of which a runbook looks at each for itself. */
export const binding = bindingBy({ availability: 'endpoint', 'queue-depth': 'queue' })
/** Where every signal is one number. */
export const plainBinding = bindingBy({})
