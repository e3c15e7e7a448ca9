import { formatDuration } from '../time/duration.ts'
import type { Bound } from './rule.ts'
import type { Evidence } from './verdict.ts'

const WORDS: Record<Bound['op'], string> = {
  below: 'below',
  above: 'above',
  'at-least': 'at least',
  'at-most': 'at most',
}

/** Ratios read best as per cent, everything else as it is measured (latencies in ms). */
export function formatValue(signal: string, value: number): string {
  if (isRatio(signal)) return `${(value * 100).toFixed(2)} %`
  return signal.includes('latency') ? `${Math.round(value)} ms` : String(Math.round(value * 1000) / 1000)
}

export function formatBound(signal: string, bound: Bound): string {
  return `${WORDS[bound.op]} ${formatValue(signal, bound.value)}`
}

/** `99.94 % of 4,210 (at least 99.00 %)`: what a person needs to believe a verdict. */
export function formatMeasure(evidence: Evidence): string {
  const { signal, bound, value, samples, unseenMs = 0, stable, sharedIncident } = evidence
  if (value === null) return `no samples (${formatBound(signal, bound)} wanted)`
  const shared =
    sharedIncident && stable?.value != null
      ? `; stable has ${formatValue(signal, stable.value)} too: a shared incident`
      : ''
  const unseen = unseenMs === 0 ? '' : `; ${formatDuration(unseenMs)} of that time was not seen`
  return `${signal} ${formatValue(signal, value)} of ${samples.toLocaleString('en-US')} samples (${formatBound(signal, bound)})${unseen}${shared}`
}

export function isRatio(signal: string): boolean {
  return /ratio|rate|share/.test(signal)
}
