import type { SeriesLabels } from '../../core/binding/signal-binding.ts'
import { type Histogram, sumOf } from '../../core/histogram/histogram.ts'
import type { Instant } from '../../core/time/instant.ts'
import type { Question } from '../../ports/metrics.ts'
import type { Series } from './series.ts'

/** Asks for all arms of a target together, whichever served whom. */
export const EVERYBODY = { slot: 'stable', side: 'blue', everybody: true } as const

export type ArmQuestion = Question & { readonly everybody?: true }

/** One value at a moment for each target and arm; NaN where the provider gave no number. */
export type Counts<Value = number> = {
  /** Of the one that is asked for, by the end of each window. */
  of(question: ArmQuestion): ReadonlyMap<Instant, Value>
  /** Whether anything at all was counted at that moment. */
  any(at: Instant): boolean
}

type Arm<Value> = Map<Instant, Value>
type Points<Value> = Iterable<readonly [Instant, Value]>

/**
 * Sorts the answer for everybody into what belongs to whom. Several series of one arm, such as one a proxy, are added
 * up.
 */
export function countsBy(series: readonly Series[], labels: SeriesLabels): Counts {
  return valuesBy(
    series.map(({ labels, points }) => ({ of: labels, points })),
    labels,
    (a, b) => a + b,
  )
}

export function histogramsBy(series: readonly Series[], labels: SeriesLabels): Counts<Histogram> {
  return valuesBy(
    series.map(({ labels, histograms = [] }) => ({ of: labels, points: histograms })),
    labels,
    (a, b) => sumOf([a, b]),
  )
}

function valuesBy<Value>(
  series: readonly { readonly of: Series['labels']; readonly points: Points<Value> }[],
  labels: SeriesLabels,
  plus: (a: Value, b: Value) => Value,
): Counts<Value> {
  const targets = new Map<string, Map<string, Arm<Value>>>()
  const moments = new Set<Instant>()
  const add = (arm: Arm<Value>, points: Points<Value>): Arm<Value> => {
    for (const [at, value] of points) {
      const before = arm.get(at)
      arm.set(at, before === undefined ? value : plus(before, value))
    }
    return arm
  }
  for (const { of, points } of series) {
    const [target, word] = [of[labels.target], of[labels.arm]]
    for (const [at] of points) moments.add(at)
    if (target === undefined || word === undefined) continue
    const arms = targets.get(target) ?? new Map<string, Arm<Value>>()
    targets.set(target, arms)
    arms.set(word, add(arms.get(word) ?? new Map(), points))
  }
  return {
    of: (question) => {
      const arms = targets.get(question.target)
      const [first, ...others] = arms === undefined ? [] : armsOf(arms, question, labels)
      if (first === undefined || others.length === 0) return first ?? new Map()
      return [first, ...others].reduce((sum, arm) => add(sum, arm), new Map<Instant, Value>())
    },
    any: (at) => moments.has(at),
  }
}

function armsOf<Value>(
  arms: ReadonlyMap<string, Arm<Value>>,
  question: ArmQuestion,
  { armIs, words }: SeriesLabels,
): readonly Arm<Value>[] {
  if (question.everybody === true) return [...arms.values()]
  const called = (word: string) => [arms.get(word)].filter((arm) => arm !== undefined)
  if (words === undefined) return called(question[armIs])
  const canary = filled(words.canary, question)
  const stable = words.stable === null ? null : filled(words.stable, question)
  // Without the canary's version the two slots cannot be told apart.
  if (canary === undefined || stable === undefined) return []
  const word = question.slot === 'canary' ? canary : stable
  if (word !== null) return called(word)
  return [...arms].filter(([value]) => value !== canary).map(([, arm]) => arm)
}

function filled(word: string, { version }: Question): string | undefined {
  return version === undefined && word.includes('${VERSION}')
    ? undefined
    : word.replaceAll('${VERSION}', () => version ?? '')
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
