import { wholePercent } from '../../core/traffic/percent.ts'
import type { RuleOnTarget, RuleView, TestView } from '../progress/rule-view.ts'
import { count } from './number.ts'
import type { Tone } from './tone.ts'

/** What a test of the sequential judge has found, beside its bar and its scale. */
export type ComparisonWords = {
  /** What the evidence is for. */
  readonly claim: string
  /** How much of what it needs there is. */
  readonly share: string
  /** The same in few words: `evidence to go back`. */
  readonly brief: string
  /** What its evidence comes to, as it stands. */
  readonly standing: string
  readonly tone: Tone
  /** `2.6 x stable`, or while stable had none `at least 1.5 x stable`; null while there is nothing to compare. */
  readonly ratio: string | null
  /** The always-valid 95 % interval beside a ratio: `1.5 to 4.2`. */
  readonly interval: string | null
  /** `about 41 more bad requests`, and `than at stable's rate`. */
  readonly extra: string
  readonly extraThan: string
}

/** `over`: nothing is judged by it any more. */
export function comparisonWords(
  rule: Pick<RuleView, 'kind' | 'otherwise' | 'shape'>,
  { verdict }: Pick<RuleOnTarget, 'verdict'>,
  test: TestView,
  over: boolean,
): ComparisonWords {
  const enough = test.evidence >= 1
  const advisory = verdict === 'assumption-violated'
  const { to, it } = rule.kind === 'gate' ? PASSES : FOLLOWS[rule.otherwise]
  return {
    claim: `Evidence that the canary is ${rule.kind === 'gate' ? 'no worse' : 'worse'}`,
    share: wholePercent(test.evidence),
    brief: `evidence ${advisory ? '(only advice)' : to}`,
    standing: advisory
      ? 'only advice: parts of stable differ as much, so it decides nothing'
      : enough
        ? `enough ${to}`
        : over
          ? `not enough ${to}`
          : `at 100 % ${it}`,
    tone: advisory ? 'quiet' : rule.kind === 'gate' ? (enough ? 'good' : 'wait') : enough ? 'bad' : 'wait',
    ...foundWords(test),
    ...extraWords(rule, test),
  }
}

const PASSES = { to: 'to pass', it: 'it passes' }

const FOLLOWS: Readonly<Record<RuleView['otherwise'], { readonly to: string; readonly it: string }>> = {
  rollback: { to: 'to go back', it: 'it goes back' },
  'rollback-gradual': { to: 'to go back gradually', it: 'it goes back gradually' },
  pause: { to: 'to pause', it: 'it pauses' },
  hold: { to: 'to hold', it: 'the weight is held' },
}

/** As the judge's own sentence has them. */
const ratioWords = (ratio: number): string =>
  ratio >= 10 ? ratio.toFixed(0) : ratio >= 1.05 || ratio === 0 ? ratio.toFixed(1) : ratio.toFixed(2)

function foundWords(test: TestView): Pick<ComparisonWords, 'ratio' | 'interval'> {
  const interval = intervalWords(test)
  if (test.ratio !== null) return { ratio: `${ratioWords(test.ratio)} x stable`, interval }
  return { ratio: interval === null ? null : `${interval} x stable`, interval: null }
}

function intervalWords({ low, high }: TestView): string | null {
  if (low === null) return high === null ? null : `up to ${ratioWords(high)}`
  return high === null ? `at least ${ratioWords(low)}` : `${ratioWords(low)} to ${ratioWords(high)}`
}

/** A bound below 1 is of what is good, such as conversions; one of 1 or more of what is bad. */
export const isLessWorse = ({ bound }: Pick<TestView, 'bound'>): boolean => bound < 1

function extraWords(
  { shape }: Pick<RuleView, 'shape'>,
  test: TestView,
): Pick<ComparisonWords, 'extra' | 'extraThan'> {
  const what = isLessWorse(test) ? 'good' : shape.kind === 'distribution' ? 'slow' : 'bad'
  const extra = Math.round(test.extra)
  if (extra === 0) return { extra: `about as many ${what} requests`, extraThan: "as at stable's rate" }
  const many = `${count(Math.abs(extra))} ${extra > 0 ? 'more' : 'fewer'}`
  return { extra: `about ${many} ${what} requests`, extraThan: "than at stable's rate" }
}
