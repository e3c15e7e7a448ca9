import { countsSpan } from '../signal/shape.ts'
import { formatValue, type Measure } from '../signal/unit.ts'
import { formatDuration } from '../time/duration.ts'
import { formatInstant } from '../time/instant.ts'
import { shapeOfEvidence } from './evidence-shape.ts'
import { WEEK_MS } from './last-week.ts'
import { formatApart, formatReference } from './reference.ts'
import { type Bound, isRelative, type Op, type TestOp } from './rule.ts'
import { OTHER, SERIES_MAX } from './sample.ts'
import { sequentialSentence } from './sequential/words.ts'
import type { EachEvidence, Evidence, Verdict } from './verdict.ts'

/** Of every way to compare. */
export const OP_WORDS: Readonly<Record<Op | TestOp, string>> = {
  below: 'below',
  above: 'above',
  'at-least': 'at least',
  'at-most': 'at most',
  'worse-than': 'worse than',
  'no-worse-than': 'no worse than',
}

export function formatBound(measure: Measure, bound: Bound): string {
  if (bound.op === 'between')
    return `between ${formatValue(measure, bound.low)} and ${formatValue(measure, bound.high)}`
  return `${OP_WORDS[bound.op]} ${isRelative(bound) ? formatReference(bound) : formatValue(measure, bound.value)}`
}

/**
 * `at most 198 ms, baseline+10 %`: what the number stands for, where the plan wrote none. Of a number of last week also
 * when it was: `at least 94.05 %, 5 % below last week's 99.00 % at 14:05 UTC`.
 */
export function formatResolved(
  measure: Measure,
  { bound, refersTo, to }: Pick<Evidence, 'bound' | 'refersTo' | 'to'>,
): string {
  const numbers = formatBound(measure, bound)
  if (refersTo === undefined) return numbers
  if (refersTo.lastWeek === undefined) return `${numbers}, ${formatReference(refersTo)}`
  const at = formatInstant(to - WEEK_MS).slice(11, 16)
  return `${numbers}, ${formatApart(refersTo)}last week's ${formatValue(measure, refersTo.number)} at ${at} UTC`
}

/** `99.94 %`: the measured value alone. */
export function formatMeasured(evidence: Evidence): string {
  const { value, each } = evidence
  const measured = value === null ? 'nothing measured' : formatValue(shapeOfEvidence(evidence), value)
  return each === undefined || each.name === null ? measured : `${each.label} ${each.name} ${measured}`
}

/** What gates that held have seen, target by target: the value alone, and of a test what it found. */
export function formatHeld(
  gates: readonly { readonly target: string; readonly evidence: Evidence }[],
): string {
  const isTested = gates.some(({ evidence }) => evidence.test !== undefined)
  const words = gates.map(
    ({ target, evidence }) =>
      `${target} ${evidence.test === undefined ? formatMeasured(evidence) : formatMeasure(evidence)}`,
  )
  return words.join(isTested ? '; ' : ', ')
}

/** `4,210 samples`. */
export const formatSamples = (samples: number): string => `${samples.toLocaleString('en-US')} samples`

/** `99.94 % of 4,210 (at least 99.00 %)`: what a person needs to believe a verdict. */
export function formatMeasure(evidence: Evidence): string {
  const { each } = evidence
  if (each === undefined) return formatOne(evidence)
  if (each.name === null) return `no series of ${each.label}: ${formatOne(evidence)}`
  const others = each.series.length < 2 ? '' : `; ${formatSeries(each)}`
  return `${each.label} ${each.name}: ${formatOne(evidence)}${others}`
}

/** ` of path /api/orders`: whose number it is, of a rule that judges every series of a label; else nothing. */
export const whose = (each: Pick<EachEvidence, 'label' | 'name'> | null | undefined): string =>
  each == null || each.name === null ? '' : ` of ${each.label} ${each.name}`

/** `of 12: 1 worse, 9 fine, 2 not decided`. */
export function formatSeries({ series }: Pick<EachEvidence, 'series'>): string {
  const counted = (Object.keys(SERIES_WORDS) as Verdict[]).flatMap((verdict) => {
    const count = series.filter((one) => one.verdict === verdict).length
    return count === 0 ? [] : [`${count} ${SERIES_WORDS[verdict]}`]
  })
  const rest = series.length > SERIES_MAX ? `, those after the first ${SERIES_MAX} counted as ${OTHER}` : ''
  return `of ${series.length}: ${counted.join(', ')}${rest}`
}

const SERIES_WORDS: Readonly<Record<Verdict, string>> = {
  worse: 'worse',
  'no-worse': 'fine',
  inconclusive: 'not decided',
  'no-data': 'without data',
  'assumption-violated': 'without an answer',
}

function formatOne(evidence: Evidence): string {
  const { signal, bound, value, samples, unseenMs = 0, stable, sharedIncident, test, from, to } = evidence
  const shape = shapeOfEvidence(evidence)
  if (test !== undefined) return sequentialSentence(test, { signal, measure: shape, began: from })
  if (value === null && isRelative(bound)) return `nothing to compare with (${formatBound(shape, bound)})`
  if (value === null) return `no samples (${formatBound(shape, bound)} wanted)`
  const shared =
    sharedIncident && stable?.value != null
      ? `; stable has ${formatValue(shape, stable.value)} too: a shared incident`
      : ''
  const unseen = unseenMs === 0 ? '' : `; ${formatDuration(unseenMs)} of that time was not seen`
  const of = countsSpan(shape) ? `in ${formatDuration(to - from)}` : `of ${formatSamples(samples)}`
  return `${signal} ${formatValue(shape, value)} ${of} (${formatResolved(shape, evidence)})${unseen}${shared}`
}

/** `99.9 %`. */
export const formatConfidence = (confidence: number): string =>
  `${Number((confidence * 100).toPrecision(6))} %`
