import { sumOf, totalOf } from '../histogram/histogram.ts'
import type { Direction } from '../signal/shape.ts'
import type { Instant, Millis } from '../time/instant.ts'
import { isTest, type Rule, type TestBound } from './rule.ts'
import { type DistributionSample, PUBLIC, type Sample, type Segment } from './sample.ts'
import { type Arm, type ArmReading, eventsIn } from './sequential/arm-reading.ts'
import { edgeTest } from './sequential/edges.ts'
import { hasData, isDecided } from './sequential/evidence.ts'
import { type Question, questionOf } from './sequential/question.ts'
import { reportOf, type SequentialReport } from './sequential/report.ts'
import { beginSequential, type SequentialState } from './sequential/state.ts'
import { learnStable, step } from './sequential/step.ts'

/** What a rule's test was asked, and what it has seen; made once there is something to ask about. */
export type Tested = { readonly question: Question; readonly state: SequentialState }

/** What a test has to be told besides its rule: `alpha`, its share of the change's error, and which way is worse. */
export type TestFacts = {
  readonly alpha: number
  readonly direction: Direction
  /** What share of the public the canary was asked to have, and when; left out where that is not known. */
  readonly shares?: readonly Share[]
}

/** In [from, to), and from then on where that is null; `share` is 0..1. */
export type Share = { readonly from: Instant; readonly to: Instant | null; readonly share: number }

type Interval = {
  readonly canary: readonly Sample[]
  readonly stable: readonly Sample[]
  /** Of stable, from before the watch: how its counts scatter, and where its requests lie. */
  readonly before: readonly Sample[]
  readonly end: Instant
  readonly stepMs: Millis
}

/** How much of stable is looked at from before the watch, where its source still has it. */
export const LEARN_MS: Millis = 30 * 60_000

/** Fewer requests of stable do not say which bucket edges are worth comparing at. */
const EDGES_BY = 50

/**
 * One interval more. The edges at which durations are compared are chosen by what stable showed before the watch, or
 * else by the first interval in which it had enough requests, and the test begins behind it: what it is decided by has
 * no part in what is asked.
 */
export function observeTest(
  rule: Rule,
  from: Instant,
  tested: Tested | null,
  interval: Interval,
  facts: TestFacts,
): Tested | null {
  if (tested === null) return begin(rule, from, interval, facts)
  const { question, state } = tested
  const fed = {
    canary: withSplits(readings(interval.canary, question, 'canary'), interval.stable, facts),
    stable: readings(interval.stable, question, 'stable'),
    watermark: interval.end,
    now: interval.end,
  }
  return { question, state: step(state, fed, question) }
}

/** That it decides otherwise than it was told last, or has something to compare by now. */
export function isNewsOfTest({ question, state }: Tested, { unwatched }: SequentialReport): boolean {
  const decided = question.test === 'worse' ? 'worse' : 'no-worse'
  return (
    isDecided(state, question) !== (unwatched === decided) || hasData(state) === (unwatched === 'no-data')
  )
}

export const reportOfTest = ({ question, state }: Tested): SequentialReport => reportOf(state, question)

function begin(rule: Rule, from: Instant, interval: Interval, facts: TestFacts): Tested | null {
  const { bound } = rule
  const { before, stable, stepMs, end } = interval
  const first = stable[0]
  if (!isTest(bound) || first === undefined) return null
  if (first.kind === 'ratio') {
    const question = ask(bound, facts, stepMs)
    return question && observeTest(rule, from, begun(question, from, before), interval, facts)
  }
  const known = sumOf(before.filter((sample) => sample.kind === 'distribution'))
  const isKnown = totalOf(known) >= EDGES_BY
  if (!isKnown && totalOf(first) < EDGES_BY) return null
  const latency = {
    ...edgeTest(isKnown ? known : first, bound.times, testOf(bound)),
    quantile: first.quantile,
  }
  const question = ask(bound, facts, stepMs, latency)
  if (question === null || !isKnown) return question && begun(question, end, before)
  return observeTest(rule, from, begun(question, from, before), interval, facts)
}

const begun = (question: Question, from: Instant, before: readonly Sample[]): Tested => ({
  question,
  state: learnStable(beginSequential(question, from), readings(before, question, 'stable'), question),
})

function ask(
  bound: TestBound,
  { alpha, direction }: TestFacts,
  intervalMs: Millis,
  latency?: Pick<DistributionSample, 'quantile'> & ReturnType<typeof edgeTest>,
): Question | null {
  const asked = { test: testOf(bound), times: bound.times, direction, alpha, intervalMs }
  const question = questionOf(latency === undefined ? asked : { ...asked, latency })
  return 'refused' in question ? null : question
}

const testOf = ({ op }: TestBound): Question['test'] => (op === 'worse-than' ? 'worse' : 'no-worse')

function readings(samples: readonly Sample[], question: Question, arm: Arm): readonly ArmReading[] {
  return samples.flatMap(segmentsOf).flatMap(({ segment, sample, slices = [] }) => {
    const counted = eventsIn(sample, question, arm)
    if (counted === null) return []
    const parts = slices.map((slice) => eventsIn(slice, question, arm)).filter((part) => part !== null)
    const isSliced = parts.length > 1 && parts.length === slices.length
    const reading = { at: sample.at, span: sample.span, segment, ...counted }
    return [isSliced ? { ...reading, slices: parts } : reading]
  })
}

const segmentsOf = (sample: Sample): readonly Segment[] => sample.segments ?? [{ segment: EVERYBODY, sample }]

/** What the canary was asked to have of the public, and what it had: of intervals in which that did not change. */
function withSplits(
  canary: readonly ArmReading[],
  stable: readonly Sample[],
  { shares = [] }: TestFacts,
): readonly ArmReading[] {
  return canary.map((reading) => {
    if (reading.segment !== PUBLIC) return reading
    const { at, span, total } = reading
    const asked = shares.find(({ from, to }) => from <= at && (to === null || at + span <= to))
    const beside = stable
      .filter((sample) => sample.at === at)
      .flatMap(segmentsOf)
      .find(({ segment }) => segment === PUBLIC)
    if (asked === undefined || beside === undefined) return reading
    const all = total + requestsIn(beside.sample)
    return { ...reading, split: { asked: asked.share, of: 'requests', canary: total, all } }
  })
}

const requestsIn = (sample: Sample): number => (sample.kind === 'ratio' ? sample.total : totalOf(sample))

/** Where the source does not tell segments apart. */
const EVERYBODY = 'all'
