import assert from 'node:assert/strict'
import type { Binding } from '../../binding/binding.ts'
import { boundShapes } from '../../binding/bound-shapes.ts'
import { parseQuantity } from '../../document/quantity.ts'
import { compilePlan } from '../../plan/plan.ts'
import { rulesOf } from '../../runbook/rules-of.ts'
import type { SignalShape } from '../../signal/shape.ts'
import type { Millis } from '../../time/instant.ts'
import { readScript, strangersIn } from '../script.ts'
import { simulate } from '../simulate.ts'
import { withRhythm } from '../with-rhythm.ts'
import { binding } from './bound-signals.testing.ts'
import { type Sketched, statedIn } from './sketched.testing.ts'

/** Where an interval of the source begins. */
const START = 1_760_000_010_000
const SECOND = 1_000
export const MINUTE = 60 * SECOND
/** How often the Prometheus of the binding is asked. */
export const INTERVAL = 30 * SECOND

/** Those whom the runbooks tell and ask: groups there, leads of a plan here. */
const leads = {
  'payments-team': 'Payments',
  'finance-team': 'Finance',
  'council-stewards': 'Council',
  'customer-success': 'Customer success',
}

/** What moves traffic has a guard; this one never trips here. */
const ALIVE = { signal: 'alive', below: '1%', for: '1m' }

export const shapeOf = (signal: string): SignalShape => {
  const shape = boundShapes(binding)('production', signal)
  assert.ok(shape !== null, `the binding has no signal ${signal}`)
  return shape
}

/** A plan of these parts, compiled against the binding. */
export function runbookOf(parts: object, by: Binding = binding) {
  const head = { plan: 'row', title: 'A row', environment: 'production', version: 'v2', leads }
  const plan = { ...head, guards: [ALIVE], ...parts }
  const compiled = compilePlan(JSON.stringify(plan), 'row.yaml', { inputs: {}, pace: 1, binding: by })
  assert.ok('runbook' in compiled, JSON.stringify(compiled))
  return compiled.runbook
}

/** What a rule refers to: what its plan states, else the objective of the binding. */
export function referenceOf(plan: Sketched['plan'], signal: string): number | null {
  const stated = statedIn(plan)[signal]
  const slo = binding.environments.production?.signals?.[signal]?.slo
  return stated === undefined ? (slo ?? null) : (parseQuantity(String(stated))?.value ?? null)
}

type Runbook = ReturnType<typeof runbookOf>

/** The only rule that it has on a signal. */
export function ruleOf(runbook: Runbook, signal: string) {
  const [found, ...others] = rulesOf(runbook).filter(({ rule }) => rule.signal === signal)
  assert.ok(found !== undefined && others.length === 0, `one rule on ${signal}`)
  return found.rule
}

/** What a signal shows from a moment on, in milliseconds from the start. */
export type Shown = {
  readonly signal: string
  readonly value: number
  readonly fromMs?: Millis
  readonly slot?: 'canary' | 'stable'
  readonly fromWeight?: string
}

/** What happens: without lag, and with so many requests that a ratio is as exact as it is written. */
export function played(runbook: Runbook, shown: readonly Shown[], more: object = {}) {
  const evidence = shown.map(({ signal, value, fromMs = 0, ...where }) => ({
    from: `${fromMs}ms`,
    signals: { [signal]: shapeOf(signal).unit === 'ratio' ? `${+(100 * value).toFixed(6)}%` : value },
    ...where,
  }))
  const said = { scrapeLag: '0s', proxiesTake: '0s', requestsPerSecond: 100_000, evidence, ...more }
  const read = readScript(JSON.stringify(said))
  assert.ok('script' in read, JSON.stringify(read))
  assert.deepEqual(strangersIn(read.script, runbook, shapeOf), [])
  const script = withRhythm(read.script, runbook, binding)
  const { change, timeline, events } = simulate(runbook, script, START, undefined, shapeOf)
  return { status: change.status, timeline, events }
}
