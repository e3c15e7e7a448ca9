import type { SeriesLabels } from '../../core/binding/signal-binding.ts'
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

const NONE: Arm = new Map()

type Arm = Map<Instant, number>

/**
 * Sorts the answer for everybody into what belongs to whom. Several series of one arm, such as one a proxy, are added
 * up.
 */
export function countsBy(series: readonly Series[], labels: SeriesLabels): Counts {
  const targets = new Map<string, Map<string, Arm>>()
  const moments = new Set<Instant>()
  for (const { labels: of, points } of series) {
    const [target, word] = [of[labels.target], of[labels.arm]]
    for (const [at] of points) moments.add(at)
    if (target === undefined || word === undefined) continue
    const arms = targets.get(target) ?? new Map<string, Arm>()
    targets.set(target, arms)
    arms.set(word, added(arms.get(word) ?? new Map(), points))
  }
  return {
    of: (question) => {
      const arms = targets.get(question.target)
      return arms === undefined ? NONE : armOf(arms, question, labels)
    },
    any: (at) => moments.has(at),
  }
}

function armOf(arms: ReadonlyMap<string, Arm>, question: Question, labels: SeriesLabels): Arm {
  const { armIs, words } = labels
  if (words === undefined) return arms.get(question[armIs]) ?? NONE
  const canary = filled(words.canary, question)
  const stable = words.stable === null ? null : filled(words.stable, question)
  // Without the canary's version the two slots cannot be told apart.
  if (canary === undefined || stable === undefined) return NONE
  const word = question.slot === 'canary' ? canary : stable
  if (word !== null) return arms.get(word) ?? NONE
  const others = [...arms].filter(([value]) => value !== canary)
  return others.reduce((sum: Arm, [, arm]) => added(sum, arm), new Map())
}

function filled(word: string, { version }: Question): string | undefined {
  return version === undefined && word.includes('${VERSION}')
    ? undefined
    : word.replaceAll('${VERSION}', () => version ?? '')
}

function added(arm: Arm, points: Iterable<readonly [Instant, number]>): Arm {
  for (const [at, value] of points) arm.set(at, (arm.get(at) ?? 0) + value)
  return arm
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
