import { parse, parseDocument } from 'yaml'

/** Of a thousand requests, so many fail in every version here: without failures there is nothing to compare. */
export const USUAL = 20

/**
 * What stands instead of the plan's own rules: numbers that only a bad version meets, and beside them the tests that
 * compare the canary with stable.
 */
const RULES = `
gates:
  - { id: slo, signal: success-ratio, atLeast: 90%, over: hold, minSamples: 50, noData: { after: 5m, then: rollback } }
guards:
  - { signal: success-ratio, below: 85%, for: 1m, minSamples: 10, noData: { after: 5m, then: rollback } }
  - { signal: success-ratio, worseThan: stable*1.25, confidence: 99.9% }
`

/** Of the stages between the first, which is too small to tell soon, and the last, which has no stable beside it. */
const STAGE_GATES = `
- { signal: success-ratio, noWorseThan: stable*3, confidence: 95%, inconclusive: { after: 15m, then: pause } }
`

/** What the checklist asks of them. */
const HELD = {
  title: 'Canary held at least 90.0 % for the full 15 minute observation window',
  held: { gate: 'slo' },
}

/** The dual-deploy plan under a name of its own, with other rules for its rollout. */
export function comparedPlan(text: string): string {
  const document = parseDocument(text)
  const { steps, accept } = document.toJS() as {
    readonly steps: readonly { readonly rollout?: { readonly stages: readonly unknown[] } }[]
    readonly accept: readonly object[]
  }
  const rollout = steps.findIndex((step) => step.rollout !== undefined)
  const stages = steps[rollout]?.rollout?.stages ?? []
  const held = accept.findIndex((item) => 'held' in item)
  if (rollout < 0 || held < 0) throw new Error('the plan has no rollout, or asks nothing of it')
  document.set('plan', 'dual-deploy-compared')
  for (const [key, rules] of Object.entries(parse(RULES) as object))
    document.setIn(['steps', rollout, 'rollout', key], document.createNode(rules))
  for (const stage of [...stages.keys()].slice(1, -1)) {
    const gates = document.createNode(parse(STAGE_GATES))
    document.setIn(['steps', rollout, 'rollout', 'stages', stage, 'gates'], gates)
  }
  for (const [key, value] of Object.entries(HELD)) document.setIn(['accept', held, key], value)
  return document.toString({ lineWidth: 0 })
}
