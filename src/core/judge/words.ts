import { formatValue, type Measure } from '../signal/unit.ts'
import { formatDuration } from '../time/duration.ts'
import { shapeOfEvidence } from './evidence-shape.ts'
import type { Bound } from './rule.ts'
import type { Evidence } from './verdict.ts'

const WORDS: Record<Bound['op'], string> = {
  below: 'below',
  above: 'above',
  'at-least': 'at least',
  'at-most': 'at most',
}

export function formatBound(measure: Measure, bound: Bound): string {
  return `${WORDS[bound.op]} ${formatValue(measure, bound.value)}`
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
  if (value === null) return `no samples (${formatBound(shape, bound)} wanted)`
  const shared =
    sharedIncident && stable?.value != null
      ? `; stable has ${formatValue(shape, stable.value)} too: a shared incident`
      : ''
  const unseen = unseenMs === 0 ? '' : `; ${formatDuration(unseenMs)} of that time was not seen`
  return `${signal} ${formatValue(shape, value)} of ${formatSamples(samples)} (${formatBound(shape, bound)})${unseen}${shared}`
}
