import { totalOf } from '../histogram/histogram.ts'
import { measure } from '../judge/measure.ts'
import { beginWatch, type JudgeState, observe } from '../judge/observe.ts'
import { isTest } from '../judge/rule.ts'
import type { Sample } from '../judge/sample.ts'
import type { TestFacts } from '../judge/tested.ts'
import type { Verdict } from '../judge/verdict.ts'
import { formatMeasure } from '../judge/words.ts'
import type { SignalShape } from '../signal/shape.ts'
import { formatDuration } from '../time/duration.ts'
import { formatInstant, type Instant, type Millis } from '../time/instant.ts'
import type { WatchedRule } from './watched-rules.ts'

/** What came in, and what a rule said to it. */
export type ExplainedStep = {
  readonly at: Instant
  readonly canary: CountsIn | null
  readonly stable: CountsIn | null
  /** Of all that it looks back on; null: nothing to measure, or to compare with. */
  readonly value: number | null
  readonly samples: number
  readonly verdict: Verdict
  /** Of a rule that tests. */
  readonly test: {
    /** How much this interval added to ln E: the bets on all ratios together. */
    readonly logRatio: number
    /** ln E, and what it has to reach. */
    readonly evidence: number
    readonly wanted: number
    readonly ratio: number | null
    readonly low: number | null
    readonly high: number | null
  } | null
  readonly why: string
}

/** Of one interval. */
export type CountsIn = { readonly total: number; readonly value: number | null }

export type Replay = {
  readonly watched: WatchedRule
  readonly shape: SignalShape
  readonly from: Instant
  readonly to: Instant
  readonly stepMs: Millis
  readonly canary: readonly Sample[]
  readonly stable: readonly Sample[]
  readonly reference: number | null
  readonly test: TestFacts | null
}

/** Every evaluation of one watch, in order of time, up to the one at which a guard trips. */
export function* explained(replay: Replay): Generator<ExplainedStep> {
  const { watched, from, to, stepMs, reference, test } = replay
  const { rule } = watched
  let state = beginWatch(rule, Math.ceil(from / stepMs) * stepMs)
  const [canary, stable] = [new Fresh(replay.canary), new Fresh(replay.stable)]
  for (let at = state.from + stepMs; at <= to; at += stepMs) {
    const fresh = { canary: canary.endedBy(at), stable: stable.endedBy(at) }
    const before = state
    state = observe(rule, state, {
      canary: fresh.canary,
      // Of a test that has not begun also what was before its watch.
      stable: state.tested === undefined ? stable.allBy(at) : fresh.stable,
      watermark: at,
      stepMs,
      ...(reference === null ? {} : { reference }),
      ...(test === null ? {} : { test, reportedEveryMs: 1 }),
    })
    yield stepOf(replay, before, state, fresh)
    // What a guard has seen by then stays, whatever comes.
    if (state.tripped !== null) return
  }
}

/** In order of time. */
class Fresh {
  readonly #samples: readonly Sample[]
  #next = 0

  constructor(samples: readonly Sample[]) {
    this.#samples = samples
  }

  endedBy(at: Instant): readonly Sample[] {
    const first = this.#next
    while (this.#next < this.#samples.length && endOf(this.#samples[this.#next] as Sample) <= at)
      this.#next += 1
    return this.#samples.slice(first, this.#next)
  }

  allBy(at: Instant): readonly Sample[] {
    return this.#samples.slice(0, this.#samples.findLastIndex((sample) => endOf(sample) <= at) + 1)
  }
}

const endOf = ({ at, span }: Sample): Instant => at + span

function stepOf(
  { watched: { rule }, shape }: Replay,
  before: JudgeState,
  state: JudgeState,
  fresh: { readonly canary: readonly Sample[]; readonly stable: readonly Sample[] },
): ExplainedStep {
  const { evidence, verdict, watermark } = state
  const { test } = evidence
  return {
    at: watermark,
    canary: countsOf(fresh.canary),
    stable: countsOf(fresh.stable),
    value: evidence.value,
    samples: evidence.samples,
    verdict,
    test:
      test === undefined
        ? null
        : {
            logRatio: test.evidence - (before.evidence.test?.evidence ?? 0),
            evidence: test.evidence,
            wanted: test.wanted,
            ratio: test.ratio,
            low: test.interval?.low ?? null,
            high: test.interval?.high ?? null,
          },
    why: isTest(rule.bound)
      ? whyTest(state, shape)
      : whyThreshold(rule, state, shape, fresh.canary.length > 0),
  }
}

function countsOf(samples: readonly Sample[]): CountsIn | null {
  if (samples.length === 0) return null
  const total = samples.reduce(
    (sum, sample) => sum + (sample.kind === 'ratio' ? sample.total : totalOf(sample)),
    0,
  )
  return { total, value: measure(samples).value }
}

function whyTest({ tested, evidence, verdict }: JudgeState, shape: SignalShape): string {
  if (tested === undefined) return 'stable has shown nothing yet that it could be compared with'
  if (verdict === 'no-data') return 'one of the two sides had no request yet'
  return formatMeasure({ ...evidence, shape })
}

function whyThreshold(
  rule: WatchedRule['rule'],
  { evidence, verdict, trueSince, tripped, watermark }: JudgeState,
  shape: SignalShape,
  measured: boolean,
): string {
  if (evidence.value === null)
    return measured ? 'nothing to measure in all that it looks back on' : 'the interval was not measured'
  const said = formatMeasure({ ...evidence, shape })
  if (evidence.samples < rule.minSamples)
    return `${said}: too few, ${rule.minSamples.toLocaleString('en-US')} are needed`
  const gap = measured ? '' : '; the interval itself was not measured'
  if (tripped !== null || verdict === 'worse')
    return `${said}${gap}: ${rule.kind === 'guard' ? 'it trips' : 'it does not hold'}`
  if (trueSince !== null && rule.form.form === 'for') {
    const left = rule.form.ms - (watermark - trueSince)
    if (left > 0)
      return `${said}${gap}: true since ${formatInstant(trueSince)}, for ${formatDuration(left)} more`
  }
  return `${said}${gap}: ${rule.kind === 'guard' ? 'clear' : 'it holds'}`
}
