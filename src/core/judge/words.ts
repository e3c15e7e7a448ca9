import { formatValue, type Measure } from '../signal/unit.ts'
import { formatDuration } from '../time/duration.ts'
import { shapeOfEvidence } from './evidence-shape.ts'
import { formatReference } from './reference.ts'
import { type Bound, isRelative, type Op } from './rule.ts'
import type { Evidence } from './verdict.ts'

const WORDS: Record<Op, string> = {
  below: 'below',
  above: 'above',
  'at-least': 'at least',
  'at-most': 'at most',
}

export function formatBound(measure: Measure, bound: Bound): string {
  if (bound.op === 'between')
    return `between ${formatValue(measure, bound.low)} and ${formatValue(measure, bound.high)}`
  return `${WORDS[bound.op]} ${isRelative(bound) ? formatReference(bound) : formatValue(measure, bound.value)}`
}

/** `at most 198 ms, baseline+10 %`: what the number stands for, where the plan wrote none. */
export function formatResolved(
  measure: Measure,
  { bound, refersTo }: Pick<Evidence, 'bound' | 'refersTo'>,
): string {
  const written = refersTo === undefined ? '' : `, ${formatReference(refersTo)}`
  return `${formatBound(measure, bound)}${written}`
}

/** `99.94 %`: the measured value alone. */
export function formatMeasured(evidence: Evidence): string {
  const { value } = evidence
  return value === null ? 'nothing measured' : formatValue(shapeOfEvidence(evidence), value)
}

/** `4,210 samples`. */
export const formatSamples = (samples: number): string => `${samples.toLocaleString('en-US')} samples`

/** `99.94 % of 4,210 (at least 99.00 %)`: what a person needs to believe a verdict. */
export function formatMeasure(evidence: Evidence): string {
  const { signal, bound, value, samples, unseenMs = 0, stable, sharedIncident } = evidence
  const shape = shapeOfEvidence(evidence)
  if (value === null && isRelative(bound)) return `nothing to compare with (${formatBound(shape, bound)})`
  if (value === null) return `no samples (${formatBound(shape, bound)} wanted)`
  const shared =
    sharedIncident && stable?.value != null
      ? `; stable has ${formatValue(shape, stable.value)} too: a shared incident`
      : ''
  const unseen = unseenMs === 0 ? '' : `; ${formatDuration(unseenMs)} of that time was not seen`
  return `${signal} ${formatValue(shape, value)} of ${formatSamples(samples)} (${formatResolved(shape, evidence)})${unseen}${shared}`
}
