import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { promDuration, promReplacement } from './prom-text.ts'
import { exportedPlan, exportedRules, otherForms } from './shop.testing.ts'

const by = (labels: string) => `prometheus: { query: 'x[\${WINDOW}]', ${labels} }`
const expressions = ({ file }: ReturnType<typeof exportedPlan>) =>
  Object.fromEntries([
    ...file.recorded.map(({ record, expr }) => [record, expr]),
    ...file.alerts.map(({ alert, expr }) => [alert, expr]),
  ])

describe('alerts of a plan', () => {
  const { file } = exportedPlan()

  it('say of each guard and level that PromQL cannot say, why, and where its number is taken from instead', () => {
    assert.deepEqual(file.remarks, [
      'guard error-rate-worse-than-1.25-stable is not in here: it is decided by the sequential judge, whose evidence PromQL cannot keep.',
      'guard by-gateway-below-0.97-for-1m is not in here: the gateways count by-gateway themselves, and the binding does not say of its Prometheus that it scrapes them.',
      'guard by-side-below-stable-minus-0.05-over-2m is not in here: the label side of by-side tells blue from green, and which of them is stable changes with each adoption.',
      "level warn of by-gateway-over-5m is taken from cutwater_level_reached of Cutwater's own /metrics, which knows it while a change is under way: the gateways count by-gateway themselves, and the binding does not say of its Prometheus that it scrapes them.",
    ])
    const level = file.alerts.find(({ labels }) => labels.signal === 'by-gateway')
    assert.equal(
      level?.expr,
      'cutwater_level_reached{environment="staging", signal="by-gateway", over="5m", level="warn"} == 1',
    )
  })

  it('read as the plan does, with who answers for them, and without templates that a title happens to look like', () => {
    const alert = file.alerts.find((rule) => rule.alert === 'complaints-above-10-over-4m')
    assert.deepEqual(alert, {
      alert: 'complaints-above-10-over-4m',
      expr: 'cutwater:staging:shop:complaints:canary:value_4m > 10\nand cutwater:staging:shop:complaints:canary:samples_4m >= 10',
      labels: {
        plan: 'shop',
        environment: 'staging',
        signal: 'complaints',
        severity: 'warning',
        owner: 'platform-stewards',
        team: 'helpdesk',
      },
      annotations: {
        summary:
          '{{ $labels.service }} canary: complaints above 10 over 4m, now {{ $value | printf "%.4g" }}',
        description: 'A guard of the plan: a change that is under way pauses. helpdesk answer for it.',
        runbook:
          'Shop {{ "{{" }} canary }} (plan shop): cutwater list shows its changes, cutwater show CHG what one does now',
      },
    })
  })

  it('compare one number for all that look at it alike', () => {
    const names = file.recorded.map(({ record }) => record)
    assert.equal(new Set(names).size, names.length)
    const compared = file.alerts.filter(({ expr }) => expr.includes(':latency_p95:canary:value_5m'))
    assert.deepEqual(
      compared.map(({ labels }) => [labels.level, labels.severity]),
      [
        ['warn', 'warning'],
        ['critical', 'critical'],
        ['governance', 'critical'],
      ],
    )
  })

  it('tell both sides apart where a label says the side, and keep a label of theirs', () => {
    const alert = file.alerts.find((rule) => rule.alert === 'by-side-below-0.9-over-2m')
    assert.match(alert?.annotations.summary ?? '', /^\{\{ \$labels\.service \}\} \{\{ \$labels\.side \}\}: /)
    const signals = `      a: { ${by('target: owner, side: severity')} }\n`
    const theirs = exportedRules('owner: me\nguards: [{ signal: a, above: 5, over: 2m }]', signals)
    assert.deepEqual(theirs.file.alerts[0]?.labels, { plan: 'shop', environment: 'staging', signal: 'a' })
  })

  it('ask for the version of the change, for everything else as stable, for each series, and for last week', () => {
    const made = expressions(otherForms())
    const [wix, over] = [
      'label_replace(vector(1), "service", "wix", "", "")',
      '[119999ms:30s] offset 15500ms)',
    ]
    const x = 'sum by (service, slot, version, queue) (increase(x[45s]))'
    const canary = `label_replace(${wix}, "version", "v2.1.0", "", "")`
    assert.equal(
      made['cutwater:staging:shop:a:canary:value_2m'],
      `sum by (service) (avg_over_time((${x})${over} and on (service, version) ${canary})`,
    )
    assert.equal(
      made['cutwater:staging:shop:a:stable:value_2m'],
      `sum by (service) (avg_over_time((${x})${over} and on (service) ${wix} unless on (service, version) ${canary})`,
    )
    assert.equal(
      made['a-above-2-stable-over-2m'],
      `cutwater:staging:shop:a:canary:value_2m > on (service) group_left () (cutwater:staging:shop:a:stable:value_2m * 2)
and cutwater:staging:shop:a:canary:samples_2m >= 2
and on (service) cutwater:staging:shop:a:stable:samples_2m >= 2`,
    )
    assert.match(
      made['cutwater:staging:shop:b:canary:value_2m_by_queue'] ?? '',
      /^sum by \(service, queue\) /,
    )
    assert.match(
      made['cutwater:staging:shop:c:everybody:value_2m_ago_7d'] ?? '',
      /^\(sum by \(service\) \(sum_over_time\(\(sum by .*\[45s\]\)\)\)\[119999ms:30s\] offset 604815500ms\) and on \(service\) label_replace/,
    )
  })

  it('leave a native histogram to the server, and take buckets without a sum for what they are', () => {
    const made = exportedRules(
      'guards: [{ signal: a, above: 5, over: 2m }, { signal: b, above: 5, over: 2m }]',
      `      a: { prometheus: { buckets: 'sum by (service, slot) (increase(x[\${WINDOW}]))', target: service, slot: slot } }
      b: { prometheus: { buckets: 'increase(x_bucket[\${WINDOW}])', target: service, slot: slot } }
`,
    )
    assert.deepEqual(made.file.remarks, [
      'guard a-above-5-over-2m is not in here: a is a native histogram, which not every Prometheus adds up over a span.',
    ])
    assert.match(
      expressions(made)['cutwater:staging:shop:b:canary:value_2m'] ?? '',
      /^histogram_quantile\(0\.95, round\(sum by \(service, le\) /,
    )
  })

  it('cut a long span into longer intervals, and no text of a plan or a binding changes the expression around it', () => {
    const made = expressions(
      exportedRules(
        'guards: [{ signal: a, above: 5, over: 24h }]',
        `      a: { prometheus: { query: "x[\${WINDOW}] # busy", target: service, slot: slot, canary: "a\\"$1" } }\n`,
      ),
    )
    assert.equal(
      made['cutwater:staging:shop:a:canary:value_1d'],
      'sum by (service) (avg_over_time((x[315s] # busy\n)[86399999ms:5m] offset 15500ms) and on (service, slot) label_replace(label_replace(vector(1), "service", "wix", "", ""), "slot", "a\\"$$1", "", ""))',
    )
  })
})

it('durations are whole numbers of one unit, and a dollar is no group of a pattern', () => {
  assert.deepEqual([0, 1, 1_500, 45_000, 90_000, 300_000, 7_200_000, 604_800_000].map(promDuration), [
    '0s',
    '1ms',
    '1500ms',
    '45s',
    '90s',
    '5m',
    '2h',
    '7d',
  ])
  assert.equal(promReplacement('a$1'), '"a$$1"')
})
