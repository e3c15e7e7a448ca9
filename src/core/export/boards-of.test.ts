import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { boardsOf } from './boards-of.ts'
import { BUSINESS_BINDING, BUSINESS_PLAN } from './business-shop.testing.ts'
import { exportedPlan, exportedRules } from './shop.testing.ts'

const made = (plan = BUSINESS_PLAN, binding = BUSINESS_BINDING) => {
  const { runbook, measured } = exportedPlan(plan, binding)
  return boardsOf(runbook, measured)
}
const titles = ({ boards }: ReturnType<typeof boardsOf>) =>
  Object.fromEntries(
    boards.map(({ id, panels }) => [
      id,
      panels.map(({ title, queries }) => [title, queries.map(({ legend }) => legend)]),
    ]),
  )

describe('dashboards of a plan', () => {
  const shop = made()

  it('show the canary beside stable, and the four questions of the business, by what signals are', () => {
    assert.deepEqual(titles(shop), {
      canary: [
        ['Traffic', ['{{slot}}']],
        ['error-rate', ['{{slot}}']],
        ['p50, p95, p99 (latency-p95, latency-p99)', ['p50 {{slot}}', 'p95 {{slot}}', 'p99 {{slot}}']],
        ['Conversion', ['conversion-checkout {{slot}}', 'conversion-signup {{slot}}']],
        ['db-pool', ['{{slot}}']],
      ],
      business: [
        ['Revenue', ['order-value {{slot}}']],
        ['What succeeds', ['payment-success {{slot}}']],
        ['Satisfaction', ['satisfaction {{slot}}', 'complaints {{slot}}']],
        ['Margin', ['refund-rate {{slot}}', 'cost-per-transaction {{slot}}']],
      ],
    })
  })

  it('have the limits of levels and guards, the worst of those at one number', () => {
    const limits = shop.boards.flatMap(({ panels }) =>
      panels.flatMap(({ queries }) => queries.map((one) => one.limits)),
    )
    const steps = limits.map(
      (one) => one?.steps.map(({ name, value }) => `${name} ${value}`).join(', ') ?? '',
    )
    assert.deepEqual(steps, [
      '',
      'warn 0.01, guard 0.05',
      '',
      'warn 250, critical 300',
      'warn 400, critical 500',
      'critical 0.6, warn 0.8',
      'critical 0.6, warn 0.8',
      'guard 0.95',
      '',
      'critical 0.95, warn 0.97',
      'warn 4',
      'guard 10',
      'warn 0.03, critical 0.05',
      'warn 2, critical 3',
    ])
    assert.deepEqual(new Set(limits.flatMap((one) => one?.worse ?? [])), new Set(['higher', 'lower']))
  })

  it('are asked in windows as wide as a point, and what is counted in one as wide as its rule looks back', () => {
    const { runbook, measured } = exportedRules(
      'guards: [{ signal: a, above: 5, over: 2m }, { signal: b, above: 5, over: 30m }]',
      `      a: { prometheus: { query: "x[\${WINDOW}] # busy", target: service, slot: slot } }
      b: { kind: count, unit: count, prometheus: { query: 'y[\${WINDOW}]', target: service, slot: slot } }
`,
    )
    const [canary] = boardsOf(runbook, measured).boards
    const chosen = 'and on (service) label_replace(vector(1), "service", "$target", "", "")'
    assert.deepEqual(
      canary?.panels.flatMap(({ queries }) => queries.map(({ expr }) => expr)),
      [
        `sum by (service, slot) ((x[$__rate_interval] # busy\n) ${chosen})`,
        `(sum by (service, slot) ((y[1815s]) ${chosen}) * 1800 / 1815)`,
      ],
    )
  })

  it('say what is not on them, in a sentence each', () => {
    assert.deepEqual(shop.remarks, [
      'by-gateway is not on the boards: the gateways count by-gateway themselves, and the binding does not say of its Prometheus that it scrapes them.',
    ])
    const { runbook, measured } = exportedRules(
      'guards: [{ signal: a, above: 5, over: 2m }]',
      "      a: { prometheus: { query: 'x[${WINDOW}]', target: service, slot: slot } }\n",
    )
    const bare = boardsOf(runbook, measured)
    assert.deepEqual(Object.keys(titles(bare)), ['canary'])
    assert.deepEqual(bare.remarks, [
      'the canary board has no panel for traffic: no signal of the plan counts requests in Prometheus.',
      'the canary board has no funnel: no ratio of the plan counts what was good, with less being worse.',
      'the business board has no panel for revenue: Prometheus measures nothing in money of which less is worse.',
      'the business board has no panel for what succeeds: Prometheus measures no ratio of the business of which less is worse.',
      'the business board has no panel for satisfaction: Prometheus measures no score and no count of the business.',
      'the business board has no panel for margin: Prometheus measures no cost and no ratio of the business of which more is worse.',
    ])
  })
})
