import type { CaptureStep } from '../../runbook/waiting-steps.ts'
import { formatDuration } from '../../time/duration.ts'
import { isRelative } from '../rule/bound.ts'
import type { Plan } from '../schema/plan.ts'
import type { PlanCapture } from '../step/capture.ts'
import type { Arranged } from './arrange.ts'
import { boundsOf, rulesIn } from './rules-in.ts'
import type { Whole } from './whole.ts'

/** Of a baseline; `state` is an action that the binding knows, and waits for a version that has it. */
export function compileCapture(
  { id, after }: Pick<Arranged, 'id' | 'after'>,
  { capture, title }: PlanCapture,
  { plan, steps, setting }: Whole,
): CaptureStep {
  const { baseline: span, stated = {}, lastWeek = [], name, targets } = capture
  if (span === undefined) throw new Error('a capture of a state has passed the check')
  const numbers = Object.entries(stated).map(([signal, { value }]) => [signal, value] as const)
  const known = [...Object.keys(stated), ...lastWeek]
  return {
    kind: 'capture',
    id,
    title: title ?? `Keep what is measured over ${formatDuration(span)} as the baseline`,
    after,
    targets: [...(targets ?? setting.targets)].sort(),
    signals: againstBaseline(plan, steps).filter((signal) => !known.includes(signal)),
    spanMs: setting.pace(span),
    stated: Object.fromEntries(numbers),
    lastWeek,
    ...(name === undefined ? {} : { name }),
  }
}

/** Signals that some rule compares with `baseline`, sorted. */
export function againstBaseline(plan: Plan, steps: readonly Arranged[]): readonly string[] {
  const signals = rulesIn(plan, steps)
    .filter(({ rule }) => boundsOf(rule).some(({ value }) => isRelative(value) && value.of === 'baseline'))
    .map(({ rule }) => rule.signal)
  return [...new Set(signals)].sort()
}
