import { parseDuration } from '../time/duration.ts'
import type { BasisPoints } from '../traffic/desired.ts'

const PERCENT = /^(\d+(?:\.\d+)?)\s?%$/

/** `5`, `5%` and `0.5%` are per cent; 500, 500 and 50 basis points. Null outside 0 to 100 % or finer than 0.01 %. */
export function parseWeight(written: string | number): BasisPoints | null {
  const percent = typeof written === 'number' ? written : percentOf(written)
  if (percent === null || !(percent >= 0 && percent <= 100)) return null
  const points = Math.round(percent * 100)
  return Math.abs(points - percent * 100) < 1e-6 ? points : null
}

export type Quantity = { readonly value: number; readonly unit: 'ratio' | 'duration' | 'plain' }

/** What a signal is compared with: `99.0%` is the ratio 0.99, `300ms` a latency in milliseconds, `5` a plain number. */
export function parseQuantity(written: string | number): Quantity | null {
  if (typeof written === 'number') return Number.isFinite(written) ? { value: written, unit: 'plain' } : null
  const percent = percentOf(written)
  if (percent !== null) return { value: Number((percent / 100).toPrecision(12)), unit: 'ratio' }
  const duration = parseDuration(written)
  if (duration !== null) return { value: duration, unit: 'duration' }
  return /^-?\d+(\.\d+)?$/.test(written) ? { value: Number(written), unit: 'plain' } : null
}

function percentOf(text: string): number | null {
  const match = PERCENT.exec(text)
  if (match !== null) return Number(match[1])
  return null
}
