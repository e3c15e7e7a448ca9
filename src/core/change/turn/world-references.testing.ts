import fc from 'fast-check'
import type { Reference } from '../../judge/reference.ts'
import { type Bound, isRelative, type Rule } from '../../judge/rule.ts'
import type { CaptureStep, Runbook, Step } from '../../runbook/runbook.ts'
import { MINUTE } from './world-moments.testing.ts'

/** Random plans whose rules compare with something else than a number, and what they keep to compare with. */

const SIGNAL = 'success-ratio'

const capture = fc.record({
  kept: fc.boolean(),
  stated: fc.boolean(),
  lastWeek: fc.boolean(),
  spanMs: fc.constantFrom(MINUTE, 10 * MINUTE),
  name: fc.boolean(),
})
type Drawn = typeof capture extends fc.Arbitrary<infer T> ? T : never

/** Few plans have none: numbers are what the other rules have. */
export const references: fc.Arbitrary<(runbook: Runbook) => Runbook> = fc
  .record({
    of: fc.option(fc.constantFrom<Reference>('stable', 'baseline', 'slo', 'recent')),
    points: fc.constantFrom(0.01, 0.05, 0.2),
    capture,
  })
  .map(({ of, points, capture }) => (runbook: Runbook): Runbook => {
    if (of === null) return runbook
    const refer = <R extends Rule>(rule: R): R => ({ ...rule, bound: relative(rule.bound, of, points) })
    // A bake has nothing beside it.
    const steps = runbook.steps.map((step) =>
      step.kind === 'bake' && of === 'stable' ? step : referring(step, refer),
    )
    const { guards, wayDown } = runbook
    const referred: Runbook = {
      ...runbook,
      steps,
      ...(guards === undefined ? {} : { guards: guards.map(refer) }),
      ...(wayDown?.verify === undefined || of === 'stable'
        ? {}
        : { wayDown: { ...wayDown, verify: { ...wayDown.verify, gates: wayDown.verify.gates.map(refer) } } }),
    }
    return of === 'baseline' ? captured(referred, capture) : referred
  })

const relative = (bound: Bound, of: Reference, points: number): Bound =>
  isRelative(bound) || bound.op === 'between' ? bound : { op: bound.op, of, times: 1, plus: -points }

function referring(step: Step, refer: <R extends Rule>(rule: R) => R): Step {
  if (step.kind === 'bake') return { ...step, gates: step.gates.map(refer) }
  return step.kind === 'rollout'
    ? { ...step, gates: step.gates.map(refer), guards: step.guards.map(refer) }
    : step
}

/** A capture in the first phase, and before every rollout that nothing else comes before. */
function captured(runbook: Runbook, { kept, stated, lastWeek, spanMs, name }: Drawn): Runbook {
  const { steps, targets, phases } = runbook
  if (targets.length === 0) return runbook
  const follows = lastWeek && !kept && !stated
  const step: CaptureStep = {
    kind: 'capture',
    id: 'capture',
    title: 'Capture',
    after: [],
    targets,
    signals: stated || follows ? [] : [SIGNAL],
    spanMs: kept ? 0 : spanMs,
    stated: stated ? { [SIGNAL]: 0.98 } : {},
    lastWeek: follows ? [SIGNAL] : [],
    ...(kept ? { kept: 'usual' } : name ? { name: 'usual' } : {}),
  }
  const first = phases?.[0]
  const isBehind = ({ id, kind, after }: Step): boolean =>
    kind === 'rollout' && after.length === 0 && (first === undefined || first.steps.includes(id))
  return {
    ...runbook,
    steps: [step, ...steps.map((one) => (isBehind(one) ? { ...one, after: ['capture'] } : one))],
    ...(phases === undefined
      ? {}
      : { phases: phases.map((one, i) => (i === 0 ? { ...one, steps: ['capture', ...one.steps] } : one)) }),
  }
}

const share = fc.constantFrom(0.5, 0.95, 0.99, 1)
const number = share.map((value) => ({ [SIGNAL]: { value, unit: 'ratio' as const } }))

/** What was before, what an earlier change kept, and objectives: each there or not. */
export const numbersBefore = fc.record({
  before: fc.oneof(fc.constant({}), number),
  kept: fc.oneof(
    fc.constant({}),
    number.map((usual) => ({ usual })),
  ),
  slos: fc.oneof(fc.constant({}), number),
  lastWeek: fc.oneof(fc.constant({}), fc.constant({ [SIGNAL]: 'nothing' as const }), number),
})
