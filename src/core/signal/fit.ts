import type { Quantity } from '../document/quantity.ts'
import { KINDS, type SignalShape } from './shape.ts'

/** What is wrong with comparing a signal with a quantity that a person wrote; null when they fit. */
export type Misfit = { readonly is: string; readonly write: string }

export function misfit({ kind, unit }: SignalShape, { unit: written, value }: Quantity): Misfit | null {
  switch (unit) {
    case 'ratio': {
      // A ratio ends at 1. A gauge or a mean may lie above, but 85 for 85 % is a slip.
      const beyond = (value < 0 || value > 1) && (kind === 'ratio' || written === 'plain')
      if (written !== 'duration' && !beyond) return null
      return { is: kind === 'ratio' ? 'a ratio' : `a ${kind} in per cent`, write: 'per cent, such as 99.0%' }
    }
    case 'ms':
    case 's':
      return written === 'ratio' ? { is: 'a duration', write: 'a duration, such as 300ms' } : null
    case 'bytes':
    case 'per-second':
    case 'count':
    case 'money':
    case 'none': {
      if (written === 'plain') return null
      const is = unit === 'none' || unit === KINDS[kind].unit ? `a ${kind}` : `a ${kind} in ${unit}`
      return { is, write: 'a plain number, such as 5' }
    }
  }
}
