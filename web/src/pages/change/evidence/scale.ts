import type { TestView } from '../../../../../src/read/progress/rule-view.ts'
import { isLessWorse } from '../../../../../src/read/words/comparison.ts'

/** A logarithmic scale of the canary's rate to stable's; both ends and all ticks are powers of two. */
export type Scale = { readonly low: number; readonly high: number; readonly ticks: readonly number[] }

/** What lies beyond is drawn as open at that end. */
const WIDEST = 64
const TICKS_MAX = 6

/** All of what was found is in the picture, and always the bound and what is as stable, with some air. */
export function scaleOf(test: Pick<TestView, 'ratio' | 'low' | 'high' | 'bound'>): Scale {
  const known = [test.ratio, test.low, test.high].filter((one) => one !== null && one > 0) as number[]
  const [least, most] = isLessWorse(test) ? [-2, 1] : [-1, 2]
  const bottom = Math.floor(Math.log2(Math.min(...known, test.bound) / 1.1))
  const top = Math.ceil(Math.log2(Math.max(...known, test.bound) * 1.1))
  const from = Math.max(-Math.log2(WIDEST), Math.min(least, bottom))
  const to = Math.min(Math.log2(WIDEST), Math.max(most, top))
  const every = Math.ceil((to - from) / (TICKS_MAX - 1))
  const powers = Array.from({ length: to - from + 1 }, (_, i) => from + i)
  return {
    low: 2 ** from,
    high: 2 ** to,
    ticks: powers.filter((power) => power % every === 0).map((power) => 2 ** power),
  }
}

/** Where on it, in per cent of its length; what is beyond an end lies at that end. */
export function placeOn({ low, high }: Scale, ratio: number): number {
  const at = (Math.log(ratio / low) / Math.log(high / low)) * 100
  return Math.max(0, Math.min(100, at))
}
