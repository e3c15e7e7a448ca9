import type { MovingEvent } from '../../core/change/events/event.ts'
import { openedAt } from '../../core/change/phase/clock.ts'
import { type SplitMoment, splitOf } from '../../core/change/rollout/split.ts'
import { type Change, runOf } from '../../core/change/state/change.ts'
import { measure } from '../../core/judge/measure.ts'
import { shapeByRules } from '../../core/judge/rule-shape.ts'
import { rulesOf } from '../../core/runbook/rules-of.ts'
import type { Runbook } from '../../core/runbook/runbook.ts'
import type { ShapeOf, SignalShape } from '../../core/signal/shape.ts'
import type { Instant, Millis } from '../../core/time/instant.ts'
import { instant, maybe, type Shown } from '../shown/instant.ts'
import type { Line, Series } from './series-lines.ts'

/** What a chart of a change is drawn from: the split as it was ordered and reached, and what was measured meanwhile. */
export type SeriesView = {
  readonly from: Shown
  readonly to: Shown
  /** Of the measured numbers: the first step begins at `measuredFrom`, and each lasts this long. */
  readonly measuredFrom: Shown
  readonly stepMs: Millis
  readonly targets: readonly TargetSeries[]
}

export type TargetSeries = {
  readonly target: string
  readonly split: readonly SplitPoint[]
  readonly signals: readonly SignalSeries[]
}

export type SplitPoint = Omit<SplitMoment, 'at'> & { readonly at: Shown }

export type SignalSeries = {
  readonly signal: string
  readonly shape: SignalShape
  readonly canary: MeasuredLine
  readonly stable: MeasuredLine
}

/** By step; a null value: nothing was measured, or there were no requests (then `samples` is 0). */
export type MeasuredLine = {
  readonly values: readonly (number | null)[]
  readonly samples: readonly (number | null)[]
  /** Everything before it is complete. */
  readonly upTo: Shown | null
  readonly unavailable: string | null
}

export function viewSeries(
  change: Change,
  moves: readonly MovingEvent[],
  measured: Series | null,
  { now, shapeOf }: { readonly now: Instant; readonly shapeOf: ShapeOf },
): SeriesView {
  // Before T no traffic moved.
  const from = openedAt(change) ?? runOf(change)?.startedAt ?? now
  const to = 'endedAt' in change ? Math.max(change.endedAt, from) : now
  const rollouts = change.runbook.steps.filter((step) => step.kind === 'rollout')
  const targets = [...new Set(rollouts.flatMap((step) => step.targets))]
  const shapes = shapesIn(change.runbook, (signal) => shapeOf(change.runbook.environment, signal))
  const series = measured ?? { from, stepMs: 1_000, lines: [] }
  const steps = Math.max(0, Math.ceil((to - series.from) / series.stepMs))
  return {
    from: instant(from),
    to: instant(to),
    measuredFrom: instant(series.from),
    stepMs: series.stepMs,
    targets: targets.map((target) => ({
      target,
      split: splitOf(target, rollouts, moves, from).map((point) => ({ ...point, at: instant(point.at) })),
      signals: signalsOf(target, series.lines, steps, shapes),
    })),
  }
}

type Shapes = ReadonlyMap<string, SignalShape>

/** Of each signal: as it is bound now, else as its rules compare it. */
function shapesIn(runbook: Runbook, bound: (signal: string) => SignalShape | null): Shapes {
  const rules = rulesOf(runbook).map(({ rule }) => rule)
  const bySignal = Map.groupBy(rules, ({ signal }) => signal)
  return new Map([...bySignal].map(([signal, its]) => [signal, bound(signal) ?? shapeByRules(its)]))
}

function signalsOf(
  target: string,
  lines: readonly Line[],
  steps: number,
  shapes: Shapes,
): readonly SignalSeries[] {
  const its = Map.groupBy(
    lines.filter((line) => line.target === target),
    ({ signal }) => signal,
  )
  return [...its].map(([signal, both]) => ({
    signal,
    shape: shapes.get(signal) ?? shapeByRules([]),
    canary: viewLine(
      both.find(({ slot }) => slot === 'canary'),
      steps,
    ),
    stable: viewLine(
      both.find(({ slot }) => slot === 'stable'),
      steps,
    ),
  }))
}

function viewLine(line: Line | undefined, steps: number): MeasuredLine {
  const numbers = Array.from({ length: steps }, (_, i) => {
    const sample = line?.steps.get(i)
    return sample === undefined ? null : measure([sample])
  })
  return {
    values: numbers.map((number) => number?.value ?? null),
    samples: numbers.map((number) => number?.samples ?? null),
    upTo: maybe(line?.upTo ?? null),
    unavailable: line?.unavailable ?? null,
  }
}
