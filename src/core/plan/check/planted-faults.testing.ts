import assert from 'node:assert/strict'
import type { Binding } from '../../binding/binding.ts'
import { parseBinding } from '../../binding/parse.ts'
import { checkPlan } from '../plan.ts'

export const GOOD = `plan: sample
title: A sample
inputs:
  environment: { type: enum, values: [staging, production], required: true }
  tag: { type: string, required: true }
  minutes: { type: integer, default: 45 }
environment: \${{ inputs.environment }}
version: \${{ inputs.tag }}
window: { duration: "\${{ inputs.minutes }}m" }
steps:
  - deploy: wix
  - rollout:
      targets: [wix]
      stages:
        - { weight: 5, hold: 5m }
        - { weight: 100, hold: 15m }
      gates: [{ signal: success-ratio, atLeast: 99.0% }]
      guards: [{ signal: success-ratio, below: 97%, for: 1m }]
  - flags: { CanaryEnabled: false, lock: true }
  - action: sync-registry
    undo: { none: true, because: A sync repeats harmlessly. }
accept:
  - { title: held, held: { signal: success-ratio } }
`

export const BINDING = `environments:
  staging: &environment
    targets:
      wix:
        traffic: { gateway: g.sock }
        sides: { blue: 'http://127.0.0.1:1', green: 'http://127.0.0.1:2' }
        deploy: { command: [node, deploy.ts], timeLimit: 60s }
    actions: { sync-registry: { command: [node, sync.ts] } }
    signals: { success-ratio: { gateway: success }, latency-p95: { gateway: latency } }
  production: *environment
`

export function binding(): Binding {
  const parsed = parseBinding(BINDING, 'cutwater.yaml')
  assert.ok('binding' in parsed, JSON.stringify(parsed))
  return parsed.binding
}

/** One fault planted in the good plan: what is replaced, by what, and the finding that has to come. */
export type Row = readonly [
  title: string,
  from: string,
  to: string,
  code: string,
  where: `${number}:${number}`,
  remedy: RegExp,
]

/** A good plan with this one fault, held against all that `checkPlan` says. */
export function isFound([, from, to, code, where, remedy]: Row, good = GOOD): void {
  assert.ok(good.includes(from), `the good plan no longer holds ${from}`)
  const findings = checkPlan(
    good.replace(from, () => to),
    'sample.yaml',
    binding(),
  )
  const found = findings.find((one) => one.code === code && `${one.line}:${one.column}` === where)
  assert.ok(found, `${code} at ${where} is not among\n${JSON.stringify(findings, null, 1)}`)
  assert.match(found.remedy, remedy)
  assert.equal(found.file, 'sample.yaml')
  assert.ok(found.message.length > 0)
}
