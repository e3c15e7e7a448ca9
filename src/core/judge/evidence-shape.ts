import type { SignalShape } from '../signal/shape.ts'
import type { Evidence } from './verdict.ts'

/**
 * What the numbers of some evidence are. Evidence that was stored before it carried its shape is read as it was
 * printed then.
 */
export function shapeOfEvidence({ shape, signal }: Pick<Evidence, 'shape' | 'signal'>): SignalShape {
  return shape ?? shapeGuessedFromOldName(signal)
}

/**
 * Only for stored evidence without a shape: the servers that wrote it guessed from the name of the signal, so its
 * numbers are told as they were told when they were decided by. Nothing new is ever read this way.
 */
function shapeGuessedFromOldName(signal: string): SignalShape {
  if (/ratio|rate|share/.test(signal)) return { kind: 'ratio', unit: 'ratio', direction: 'lower' }
  return {
    kind: 'distribution',
    unit: signal.includes('latency') ? 'ms' : 'none',
    direction: 'higher',
  }
}
