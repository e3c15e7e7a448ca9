import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseBinding } from '../../binding/parse.ts'
import { hashRunbook } from '../../runbook/hash.ts'
import { BINDING, GOOD } from '../check/planted-faults.testing.ts'
import { checkPlan, compilePlan } from '../plan.ts'

const bound = (...slos: readonly (readonly [string, string])[]) => {
  const text = slos.reduce(
    (all, [form, slo]) => all.replace(`{ gateway: ${form} }`, `{ gateway: ${form}, slo: ${slo} }`),
    BINDING,
  )
  const parsed = parseBinding(text, 'cutwater.yaml')
  assert.ok('binding' in parsed, JSON.stringify(parsed))
  return parsed.binding
}
const BOTH = bound(['success', '99.9%'], ['latency', '300ms'])

const plan = (gates: string) =>
  GOOD.replace('gates: [{ signal: success-ratio, atLeast: 99.0% }]', () => `gates: [${gates}]`)
const inputs = { environment: 'staging', tag: 'v2' }

function gatesOf(text: string, binding = BOTH) {
  const compiled = compilePlan(text, 'p.yaml', { inputs, pace: 1, binding })
  assert.ok('runbook' in compiled, JSON.stringify(compiled))
  const gates = compiled.runbook.steps.flatMap((step) => (step.kind === 'rollout' ? step.gates : []))
  return { gates, hash: hashRunbook(compiled.runbook) }
}

describe('slos: all', () => {
  it('is a gate for each signal that has an SLO, in its direction', () => {
    const { gates } = gatesOf(plan('{ slos: all, else: pause, minSamples: 7 }'))
    assert.deepEqual(
      gates.map(({ signal, bound, otherwise, minSamples }) => [signal, bound, otherwise, minSamples]),
      [
        ['latency-p95', { op: 'at-most', of: 'slo', times: 1, plus: 0 }, 'pause', 7],
        ['success-ratio', { op: 'at-least', of: 'slo', times: 1, plus: 0 }, 'pause', 7],
      ],
    )
  })

  it('leaves a gate that is written beside it its own words', () => {
    const { gates } = gatesOf(plan('{ slos: all }, { signal: latency-p95, atMost: slo*2, else: hold }'))
    assert.deepEqual(
      gates.map(({ signal, otherwise }) => [signal, otherwise]),
      [
        ['success-ratio', 'rollback'],
        ['latency-p95', 'hold'],
      ],
    )
  })

  it('is fixed with the runbook, and so in its hash', () => {
    const one = gatesOf(plan('{ slos: all }'), bound(['success', '99.9%']))
    assert.notEqual(one.hash, gatesOf(plan('{ slos: all }')).hash)
    assert.equal(
      one.hash,
      gatesOf(plan('{ signal: success-ratio, atLeast: slo }'), bound(['success', '99.9%'])).hash,
    )
  })

  it('is refused where the binding has no SLO, and where there is none to ask', () => {
    const found = checkPlan(plan('{ slos: all }'), 'p.yaml', bound())
    const [first] = found.filter(({ code }) => code === 'no-slo')
    assert.deepEqual([first?.line, first?.severity], [17, 'error'])
    assert.match(first?.remedy ?? '', /^add slo: or openslo: to its signals/)
    const unbound = compilePlan(plan('{ slos: all }'), 'p.yaml', { inputs, pace: 1, binding: null })
    assert.ok(!('runbook' in unbound))
    assert.match(JSON.stringify(unbound), /which SLOs there are is said by a binding/)
    assert.deepEqual(
      checkPlan(plan('{ slos: all }'), 'p.yaml').filter(({ severity }) => severity === 'error'),
      [],
      'a plan alone may be right',
    )
  })

  it('stands wherever gates do', () => {
    const text = GOOD.replace('{ weight: 5, hold: 5m }', '{ weight: 5, hold: 5m, gates: [{ slos: all }] }')
      .replace('  - flags:', '  - bake: { for: 5m, gates: [{ slos: all }] }\n  - flags:')
      .replace('accept:', 'rollback: { verify: { for: 5m, gates: [{ slos: all }] } }\naccept:')
    const compiled = compilePlan(text, 'p.yaml', { inputs, pace: 1, binding: BOTH })
    assert.ok('runbook' in compiled, JSON.stringify(compiled))
    const { steps, wayDown } = compiled.runbook
    assert.deepEqual(
      [
        ...steps.flatMap((step) => (step.kind === 'rollout' ? [step.stages[0]?.gates?.length] : [])),
        ...steps.flatMap((step) => (step.kind === 'bake' ? [step.gates.length] : [])),
        wayDown?.verify?.gates.length,
      ],
      [2, 2, 2],
    )
  })

  it('is a line of a checklist for each as well', () => {
    const line = '{ title: Dashboards are green, slos: all, over: 10m }'
    const text = GOOD.replace('{ weight: 5, hold: 5m }', `{ weight: 5, hold: 5m, checklist: [${line}] }`)
      .replace('  - flags:', `  - checklist: [ Team is ready, ${line} ]\n  - flags:`)
      .replace('accept:', `accept:\n  - ${line}`)
    assert.deepEqual(
      checkPlan(text, 'p.yaml', BOTH).filter(({ severity }) => severity === 'error'),
      [],
    )
    const compiled = compilePlan(text, 'p.yaml', { inputs, pace: 1, binding: BOTH })
    assert.ok('runbook' in compiled, JSON.stringify(compiled))
    const { steps, accept } = compiled.runbook
    const lists = [
      ...steps.flatMap((step) => (step.kind === 'rollout' ? [step.stages[0]?.checklist ?? []] : [])),
      ...steps.flatMap((step) => (step.kind === 'checklist' ? [step.items] : [])),
      accept,
    ]
    for (const items of lists)
      assert.deepEqual(
        items.flatMap(({ title, check }) => (check.check === 'rule' ? [[title, check.rule.bound]] : [])),
        [
          ['Dashboards are green: latency-p95', { op: 'at-most', of: 'slo', times: 1, plus: 0 }],
          ['Dashboards are green: success-ratio', { op: 'at-least', of: 'slo', times: 1, plus: 0 }],
        ],
      )
    assert.deepEqual(
      checkPlan(text, 'p.yaml', bound()).filter(({ code }) => code === 'no-slo').length > 0,
      true,
    )
  })
})
