import { shapeOfEvidence } from '../judge/evidence-shape.ts'
import { formatReference } from '../judge/reference.ts'
import type { Evidence } from '../judge/verdict.ts'
import { formatValue, type Measure } from '../signal/unit.ts'
import { type Level, type LevelName, numberOf, type Threshold } from './level.ts'

/** `critical`, `critical and governance`; the worst of warn and critical says it. */
export function levelWords(names: readonly LevelName[]): string {
  const worst = names.includes('critical') ? 'critical' : names.includes('warn') ? 'warn' : null
  return [worst, names.includes('governance') ? 'governance' : null]
    .filter((name) => name !== null)
    .join(' and ')
}

/** `warn from 250 ms up, critical from 300 ms up`: the thresholds of these names. */
export function limitWords(level: Level, names: readonly LevelName[], evidence: Evidence): string {
  const way = level.worse === 'higher' ? 'up' : 'down'
  return names
    .flatMap((name) => {
      const threshold = level[name]
      if (threshold === undefined) return []
      const measure = shapeOfEvidence(evidence)
      return [`${name} from ${thresholdWords(measure, threshold, numberOf(threshold, evidence))} ${way}`]
    })
    .join(', ')
}

/** `300 ms`, `80.75 % (baseline-5 %)`, or the reference alone while nobody knows what it comes to. */
export function thresholdWords(measure: Measure, threshold: Threshold, number: number | null): string {
  if ('value' in threshold) return formatValue(measure, threshold.value)
  const written = formatReference(threshold)
  return number === null ? written : `${formatValue(measure, number)} (${written})`
}
