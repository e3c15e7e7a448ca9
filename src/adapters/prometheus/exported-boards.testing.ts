import assert from 'node:assert/strict'
import { setTimeout } from 'node:timers/promises'
import { dashboardJson } from '../../cli/export/dashboard-json.ts'
import { boardsOf } from '../../core/export/boards-of.ts'
import { exportedPlan } from '../../core/export/shop.testing.ts'
import type { Exporter, PrometheusUnderTest } from './prometheus.testing.ts'

const increase = (name: string, by = 'service, side') => `sum by (${by}) (increase(${name}[\${WINDOW}]))`
const SIDES = 'target: service, side: side'

/** The two dashboards of a plan whose signals are what the exporter counts. */
function boards(target: string) {
  const { runbook, measured } = exportedPlan(
    `
plan: edge
title: Edge
environment: staging
version: v2
leads: { helpdesk: Helpdesk }
levels:
  - { signal: latency-p95, warn: 250ms }
  - { signal: answered, warn: 90% }
  - { signal: answer-time, warn: 1, tell: [helpdesk] }
  - { signal: paid, warn: 90%, tell: [helpdesk] }
  - { signal: lost, warn: 10%, tell: [helpdesk] }
  - { signal: calls, warn: 1000000, over: 5s, tell: [helpdesk] }
guards: [{ signal: success, below: 50%, over: 1m }]
steps:
  - deploy: ${target}
  - rollout: { targets: [${target}], stages: [{ weight: 5%, hold: 10m }, { weight: 100%, hold: 10m }], gates: [{ signal: success, atLeast: 50% }] }
`,
    `
environments:
  staging:
    prometheus: { url: 'http://127.0.0.1:9090', scrape: 1s }
    targets: { ${target}: { traffic: { gateway: g.sock }, sides: { blue: 'http://127.0.0.1:1', green: 'http://127.0.0.1:2' }, deploy: { command: [d] }, undeploy: { command: [u] } } }
    signals:
      success: { prometheus: { bad: '${increase('edge_attempts_total{code="500"}')}', total: '${increase('edge_attempts_total')}', ${SIDES} } }
      answered: { prometheus: { good: '${increase('edge_attempts_total{code="200"}')}', total: '${increase('edge_attempts_total')}', ${SIDES} } }
      paid: { prometheus: { good: '${increase('edge_attempts_total{code="200"}')}', total: '${increase('edge_attempts_total')}', ${SIDES} } }
      lost: { direction: higher, prometheus: { good: '${increase('edge_attempts_total{code="none"}')}', total: '${increase('edge_attempts_total')}', ${SIDES} } }
      latency-p95: { prometheus: { buckets: '${increase('edge_duration_seconds_bucket', 'service, side, le')}', ${SIDES} } }
      answer-time: { unit: money, currency: EUR, direction: lower, prometheus: { sum: '${increase('edge_duration_seconds_sum')}', total: '${increase('edge_duration_seconds_count')}', ${SIDES} } }
      calls: { kind: count, unit: count, prometheus: { query: '${increase('edge_attempts_total')}', ${SIDES} } }
`,
  )
  return boardsOf(runbook, measured)
}

/** What Grafana fills in for a reader who has chosen this target, and looks at the last minutes. */
const filledIn = (expr: string, target: string) =>
  expr.replaceAll('$__rate_interval', '5s').replaceAll('$target', target)

/** Every query of every panel, asked as Grafana asks it, has a number of both sides in the end. */
export async function everyPanelHasData(
  { prometheus, exporter }: Pick<PrometheusUnderTest, 'prometheus'> & { exporter: Exporter },
  target: string,
): Promise<void> {
  const { boards: all, remarks } = boards(target)
  assert.deepEqual(remarks, [])
  const panels = all.flatMap((board) => dashboardJson(board).panels ?? [])
  const exprs = panels.flatMap((panel) =>
    'targets' in panel ? (panel.targets ?? []).map((query) => (query as { expr?: string }).expr ?? '') : [],
  )
  assert.deepEqual([panels.length, exprs.length], [8, 10])
  let missing: readonly string[] = exprs
  for (let tries = 0; missing.length > 0 && tries < 40; tries += 1) {
    for (const side of ['blue', 'green']) {
      exporter.count(target, side, '200', 0.02, 18)
      exporter.count(target, side, '500', 0.02, 1)
      exporter.count(target, side, 'none', null, 1)
    }
    await setTimeout(500)
    const sides = await Promise.all(
      missing.map((expr) => sidesWithNumbers(prometheus.url, filledIn(expr, target))),
    )
    missing = missing.filter((_, i) => sides[i] !== 'blue,green')
  }
  assert.deepEqual(missing, [], 'these panels stay empty')
}

async function sidesWithNumbers(url: string, query: string): Promise<string> {
  const answer = await fetch(`${url}/api/v1/query`, {
    method: 'POST',
    body: new URLSearchParams({ query }),
    signal: AbortSignal.timeout(5_000),
  })
  const { status, data, error } = (await answer.json()) as {
    readonly status: string
    readonly error?: string
    readonly data?: { readonly result: readonly { metric: { side?: string }; value: [number, string] }[] }
  }
  assert.equal(status, 'success', `${query}\n${error}`)
  return (data?.result ?? [])
    .filter(({ value }) => Number.isFinite(Number(value[1])))
    .map(({ metric }) => metric.side)
    .toSorted()
    .join()
}
