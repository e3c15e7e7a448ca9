import { percent } from '../../core/traffic/percent.ts'
import type { TargetSeries } from '../series/series-view.ts'

/** When the traffic was sent elsewhere, in ms, and where to in a word: `25 %`, `adopted`, `closed`. */
export type Moment = { readonly at: number; readonly words: string }

/** In order; what several targets did at the same moment is one. */
export function momentsOf(targets: readonly Pick<TargetSeries, 'split'>[]): readonly Moment[] {
  const all = targets.flatMap(({ split }) =>
    split.flatMap((point, i) => {
      const before = split[i - 1]
      if (before === undefined) return []
      const same = before.desired === point.desired && before.adopted === point.adopted
      return same ? [] : [{ at: Date.parse(point.at), words: wordsOf(point, before) }]
    }),
  )
  const once = new Map(all.map((moment) => [`${moment.at} ${moment.words}`, moment]))
  return [...once.values()].sort((a, b) => a.at - b.at)
}

type Point = TargetSeries['split'][number]

function wordsOf({ desired, adopted }: Point, before: Point): string {
  if (adopted && !before.adopted) return 'adopted'
  return desired === 0 ? 'closed' : percent(desired)
}

/**
 * The share of users, in basis points, that was to have the new version during a step that ends at `until`: what is
 * adopted has everybody, although the canary then has nobody.
 */
export function wantedShare(split: TargetSeries['split'], until: number): number {
  const point = split.findLast(({ at }) => Date.parse(at) < until)
  return point === undefined ? 0 : point.adopted ? 10_000 : point.desired
}
