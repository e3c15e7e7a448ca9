import type { SeriesLabels } from '../../core/plan/binding/signal-binding.ts'
import type { Instant } from '../../core/time/instant.ts'
import type { Question } from '../../ports/metrics.ts'
import type { Series } from './series.ts'

/** One number at a moment for each target and arm; NaN where the provider gave no number. */
export type Counts = {
  /** Of the one that is asked for, by the end of each window. */
  of(question: Question): ReadonlyMap<Instant, number>
  /** Whether anything at all was counted at that moment. */
  any(at: Instant): boolean
}

const NONE: ReadonlyMap<Instant, number> = new Map()

/** Sorts the answer for everybody into what belongs to whom. Several series of one arm, such as one a proxy, are added up. */
export function countsBy(series: readonly Series[], labels: SeriesLabels): Counts {
  const arms = new Map<string, Map<Instant, number>>()
  const moments = new Set<Instant>()
  for (const { labels: of, points } of series) {
    const key = keyOf(of[labels.target], of[labels.arm])
    const arm = arms.get(key) ?? new Map<Instant, number>()
    arms.set(key, arm)
    for (const [at, value] of points) {
      arm.set(at, (arm.get(at) ?? 0) + value)
      moments.add(at)
    }
  }
  return {
    of: (question) => arms.get(keyOf(question.target, question[labels.armIs])) ?? NONE,
    any: (at) => moments.has(at),
  }
}

/** The buckets of each arm apart, by their upper edge in the unit of the histogram. */
export function bucketsBy(series: readonly Series[], labels: SeriesLabels): ReadonlyMap<number, Counts> {
  const edges = new Map<number, Series[]>()
  for (const each of series) {
    const edge = edgeOf(each.labels.le)
    if (Number.isNaN(edge)) continue
    const those = edges.get(edge) ?? []
    those.push(each)
    edges.set(edge, those)
  }
  return new Map(
    [...edges].sort(([a], [b]) => a - b).map(([edge, those]) => [edge, countsBy(those, labels)] as const),
  )
}

function edgeOf(le: string | undefined): number {
  if (le === undefined || le === '') return Number.NaN
  return le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le)
}

const keyOf = (target: string | undefined, arm: string | undefined): string => JSON.stringify([target, arm])
