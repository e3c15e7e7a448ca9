import { merge } from '../core/judge/measure.ts'
import { type ReadAs, type Reading, readingFault, sampleOf } from '../core/judge/reading.ts'
import { type Sample, type Series, summed } from '../core/judge/sample.ts'
import type { Instant, Millis } from '../core/time/instant.ts'
import type { Question } from './metrics.ts'
import { SourceFault } from './source-fault.ts'

/** What an answer says about a question: one reading, or one for each value of a label. */
export type Told = Reading | ReadonlyMap<string, Reading>

const isMany = (told: Told): told is ReadonlyMap<string, Reading> => told instanceof Map

/**
 * As far as it can be believed. Throws `SourceFault` when nothing of it can; of many, one that cannot be
 * believed is no data for itself only.
 */
export function believed({ kind }: Pick<ReadAs, 'kind'>, told: Told, name: string): Told {
  if (!isMany(told)) {
    const fault = readingFault(kind, told)
    if (fault !== null) throw new SourceFault('wrong', `${name} ${fault}`)
    return told
  }
  const faults = [...told].map(([series, reading]) => [series, readingFault(kind, reading)] as const)
  const [first] = faults.flatMap(([series, fault]) => (fault === null ? [] : [`${series}: ${fault}`]))
  if (first !== undefined && faults.every(([, fault]) => fault !== null))
    throw new SourceFault('wrong', `${name} has nothing that can be believed: ${first}`)
  const wrong = new Set(faults.flatMap(([series, fault]) => (fault === null ? [] : [series])))
  return new Map([...told].filter(([series]) => !wrong.has(series)))
}

/**
 * The sample of an interval; null where it is not measured. Of many it is all of them together, and those one by one
 * where that was asked for. A counter that is there for the first time, or fell, is not measured by itself.
 */
export function sampleTold(
  as: ReadAs,
  interval: { readonly at: Instant; readonly span: Millis },
  told: Told,
  before: Told | null,
  { each }: Pick<Question, 'each'>,
): Sample | null {
  if (!isMany(told)) return sampleOf(as, interval, told, before !== null && !isMany(before) ? before : null)
  const known = before !== null && isMany(before) ? before : null
  // Without the reading before it nothing is known of what was counted.
  if (known === null && !as.isWindowed && as.kind !== 'gauge') return null
  const series = [...told].flatMap(([name, reading]): readonly Series[] => {
    const sample = sampleOf(as, interval, reading, known?.get(name) ?? null)
    return sample === null ? [] : [{ name, sample }]
  })
  const whole = merge(series.map(({ sample }) => sample)) ?? summed(interval.at, interval.span, 0, 0)
  return each === undefined ? whole : { ...whole, series }
}
