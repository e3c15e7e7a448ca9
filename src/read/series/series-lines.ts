import type { Change } from '../../core/change/state/change.ts'
import { merge } from '../../core/judge/measure.ts'
import type { Sample } from '../../core/judge/sample.ts'
import { rulesOf } from '../../core/runbook/rules-of.ts'
import type { Instant, Millis } from '../../core/time/instant.ts'
import type { Slot } from '../../core/traffic/desired.ts'
import { type Answer, MetricsUnavailable } from '../../ports/metrics.ts'

/** What was measured, put together in steps of the same length. */
export type Series = { readonly from: Instant; readonly stepMs: Millis; readonly lines: readonly Line[] }

export type Line = {
  readonly target: string
  readonly signal: string
  readonly slot: Slot
  /** By the number of the step; a step without a measurement is absent. */
  readonly steps: ReadonlyMap<number, Sample>
  /** Everything before it is complete. */
  readonly upTo: Instant
  /** Why it cannot be measured at the moment. */
  readonly unavailable: string | null
}

const STEPS_MAX = 600
const LEAST_STEP_MS: Millis = 1_000

/** A line for each signal that a change is judged by, on each slot of each of its targets. */
export function beginning({ runbook }: Change, from: Instant): Series {
  const lines = rulesOf(runbook).flatMap(({ rule: { signal }, targets }) =>
    targets.flatMap((target) =>
      (['canary', 'stable'] as const).map(
        (slot): Line => ({ target, signal, slot, steps: new Map(), upTo: from, unavailable: null }),
      ),
    ),
  )
  const seen = new Set<string>()
  const once = lines.filter(({ target, signal, slot }) => {
    const name = JSON.stringify([target, signal, slot])
    return !seen.has(name) && seen.add(name)
  })
  return { from, stepMs: LEAST_STEP_MS, lines: once }
}

/**
 * Steps double until there are few enough of them, and until none is shorter than `spanMs`, which would leave it
 * without a sample; so two of the old ones are one of the new.
 */
export function inSteps(series: Series, until: Instant, spanMs: Millis = 0): Series {
  const { from, stepMs } = series
  if ((until - from) / stepMs <= STEPS_MAX && stepMs >= spanMs) return series
  const lines = series.lines.map((line) => ({ ...line, steps: doubled(line.steps) }))
  return inSteps({ ...series, stepMs: stepMs * 2, lines }, until, spanMs)
}

/** How long the shortest sample of an answer is; 0 without any. */
export function spanOf(answer: Answer): Millis {
  if (answer instanceof MetricsUnavailable || answer.samples.length === 0) return 0
  return Math.min(...answer.samples.map(({ span }) => span))
}

function doubled(steps: Line['steps']): Line['steps'] {
  return mergedBy(
    [...steps],
    ([i]) => Math.floor(i / 2),
    ([, sample]) => sample,
  )
}

/** With what was newly measured; a source that is away leaves what was seen. */
export function grown(line: Line, answer: Answer, { from, stepMs }: Series, until: Instant): Line {
  if (answer instanceof MetricsUnavailable) return { ...line, unavailable: answer.message }
  const fresh = answer.samples.filter(({ at }) => at >= line.upTo && at < until)
  const known = [...line.steps].map(([i, sample]) => ({ i, sample }))
  const news = fresh.map((sample) => ({ i: Math.floor((sample.at - from) / stepMs), sample }))
  return {
    ...line,
    unavailable: null,
    upTo: Math.max(line.upTo, Math.min(answer.watermark, until)),
    steps:
      news.length === 0
        ? line.steps
        : mergedBy(
            [...known, ...news],
            ({ i }) => i,
            ({ sample }) => sample,
          ),
  }
}

function mergedBy<T>(
  all: readonly T[],
  index: (one: T) => number,
  sampleOf: (one: T) => Sample,
): Line['steps'] {
  const steps = new Map<number, Sample>()
  for (const [i, those] of Map.groupBy(all, index)) {
    const merged = merge(those.map(sampleOf))
    if (merged !== null) steps.set(i, merged)
  }
  return steps
}
