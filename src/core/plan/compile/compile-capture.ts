import { own } from '../../document/tree.ts'
import type { EffectStep } from '../../runbook/runbook.ts'
import type { CaptureStep } from '../../runbook/waiting-steps.ts'
import { formatDuration } from '../../time/duration.ts'
import { isRelative } from '../rule/bound.ts'
import type { Plan } from '../schema/plan.ts'
import { ACTION_LIMIT_MS, actionOf } from '../step/action.ts'
import type { PlanCapture } from '../step/capture.ts'
import type { Arranged } from './arrange.ts'
import { compileUndo } from './compile-undo.ts'
import { levelsIn, writtenThresholds } from './levels-in.ts'
import { boundsOf, rulesIn } from './rules-in.ts'
import type { Whole } from './whole.ts'

/** Of a baseline that is measured or was kept; or of a state, which is an action that only reads. */
export function compileCapture(
  base: Pick<Arranged, 'id' | 'after'>,
  item: PlanCapture,
  whole: Whole,
): CaptureStep | EffectStep {
  const { state } = item.capture
  return state === undefined ? ofBaseline(base, item, whole) : ofState(base, item, state, whole)
}

function ofBaseline(
  { id, after }: Pick<Arranged, 'id' | 'after'>,
  { capture, title }: PlanCapture,
  { plan, steps, setting }: Whole,
): CaptureStep {
  const { baseline: span, stated = {}, lastWeek = [], name, kept, targets } = capture
  const numbers = Object.entries(stated).map(([signal, { value }]) => [signal, value] as const)
  const known = [...Object.keys(stated), ...lastWeek]
  const made =
    kept === undefined
      ? `Keep what is measured over ${formatDuration(span ?? 0)} as the baseline`
      : `Take the baseline ${kept}, which an earlier change has kept`
  return {
    kind: 'capture',
    id,
    title: title ?? made,
    after,
    targets: [...(targets ?? setting.targets)].sort(),
    signals: againstBaseline(plan, steps).filter((signal) => !known.includes(signal)),
    spanMs: setting.pace(span ?? 0),
    stated: Object.fromEntries(numbers),
    lastWeek,
    ...(name === undefined ? {} : { name }),
    ...(kept === undefined ? {} : { kept }),
  }
}

/** It changes nothing, so it is repeated when nobody knows how it ended. */
function ofState(
  { id, after }: Pick<Arranged, 'id' | 'after'>,
  { title, undo }: PlanCapture,
  state: string,
  { setting }: Whole,
): EffectStep {
  return {
    kind: 'effect',
    id,
    title: title ?? `Keep the state that ${state} reports`,
    after,
    act: actionOf(state),
    timeLimitMs: own(setting.binding?.actions, state)?.timeLimitMs ?? ACTION_LIMIT_MS,
    attempts: 1,
    backoffMs: 0,
    unknown: { ask: 'repeat' },
    onFailure: 'rollback',
    undo:
      undo === undefined
        ? { undo: 'none', because: 'It only reads what is there.' }
        : compileUndo(undo, setting),
    pointOfNoReturn: false,
  }
}

/** Signals that some rule or level compares with `baseline`, sorted. */
export function againstBaseline(plan: Plan, steps: readonly Arranged[]): readonly string[] {
  const signals = rulesIn(plan, steps)
    .filter(({ rule }) => boundsOf(rule).some(({ value }) => isRelative(value) && value.of === 'baseline'))
    .map(({ rule }) => rule.signal)
  const levels = levelsIn(plan, steps).flatMap((one) =>
    writtenThresholds(one).some(({ value }) => isRelative(value) && value.of === 'baseline')
      ? [one.level.signal]
      : [],
  )
  return [...new Set([...signals, ...levels])].sort()
}
