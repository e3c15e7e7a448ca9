import { partsOf, readingFault, sampleOf } from '../../judge/reading.ts'
import type { Sample } from '../../judge/sample.ts'
import type { ReadingKind } from '../../signal/reading-kind.ts'
import type { SignalKind, SignalShape } from '../../signal/shape.ts'
import { parseDuration } from '../../time/duration.ts'
import type { Millis } from '../../time/instant.ts'
import { parseInstant } from '../../time/parse-instant.ts'

/** One line of a file of recorded series: what was measured in one interval. */
export type SeriesLine = {
  readonly signal: string
  /** Null: of every target. */
  readonly target: string | null
  readonly slot: 'canary' | 'stable' | null
  /** Of a part that is measured by itself, such as a pod; null: not told apart. */
  readonly part: string | null
  readonly kind: SignalKind
  readonly sample: Sample
}

/** What a line has to be read by. */
export type SeriesFacts = {
  /** Null: nobody says what the signal is, and its fields do. */
  readonly shapeOf: (signal: string) => SignalShape | null
  /** Of lines without a `span`. */
  readonly spanMs: Millis
}

const FIELDS = [
  'signal',
  'target',
  'slot',
  'part',
  'at',
  'span',
  'good',
  'bad',
  'total',
  'sum',
  'count',
  'value',
  'edges',
  'counts',
  'quantile',
]
const MEASURED = ['good', 'bad', 'total', 'sum', 'count', 'value']

/** The fields of a line, as JSON or CSV gave them; or what is wrong with it, as a sentence without its number. */
export function readSeriesLine(
  fields: Readonly<Record<string, unknown>>,
  { shapeOf, spanMs }: SeriesFacts,
): SeriesLine | { readonly wrong: string } {
  const stranger = Object.keys(fields).find((name) => !FIELDS.includes(name))
  if (stranger !== undefined)
    return { wrong: `"${stranger}" is no field of a series; there are ${FIELDS.join(', ')}` }
  const { signal, target, slot, part } = fields
  if (typeof signal !== 'string' || signal === '') return { wrong: 'it names no signal' }
  if (slot !== undefined && slot !== 'canary' && slot !== 'stable')
    return { wrong: `slot is "${String(slot)}", and there are canary and stable` }
  for (const [name, value] of Object.entries({ target, part }))
    if (value !== undefined && (typeof value !== 'string' || value === ''))
      return { wrong: `${name} is a name, and "${String(value)}" is none` }
  const at = instantOf(fields.at)
  if (typeof at !== 'number') return at
  const span = fields.span === undefined ? spanMs : parseDuration(String(fields.span))
  if (span === null || span <= 0)
    return { wrong: `span is "${String(fields.span)}", and a duration such as 15s is needed` }
  const measured = measuredOf(signal, fields, { at, span }, shapeOf(signal))
  if ('wrong' in measured) return measured
  return {
    signal,
    target: (target as string | undefined) ?? null,
    slot: slot ?? null,
    part: (part as string | undefined) ?? null,
    kind: kindOf(fields, shapeOf(signal)),
    sample: measured,
  }
}

function instantOf(at: unknown): number | { readonly wrong: string } {
  if (at === undefined) return { wrong: 'it has no at: when its interval began' }
  if (typeof at !== 'string') return { wrong: `at is an instant as text, such as 2026-08-01T00:00:00Z` }
  const read = parseInstant(at)
  return 'at' in read ? read.at : { wrong: `at is "${at}", which ${read.wrong}; ${read.remedy}` }
}

type Interval = { readonly at: number; readonly span: Millis }

function measuredOf(
  signal: string,
  fields: Readonly<Record<string, unknown>>,
  interval: Interval,
  shape: SignalShape | null,
): Sample | { readonly wrong: string } {
  const kind = kindOf(fields, shape)
  if (shape !== null && kind !== shape.kind)
    return { wrong: `${signal} is a ${shape.kind}, and this line has the fields of a ${kind}` }
  if (kind === 'distribution') return distributionOf(fields, interval)
  const reading: Record<string, number> = {}
  for (const name of MEASURED) {
    if (fields[name] === undefined) continue
    if (typeof fields[name] !== 'number')
      return { wrong: `${name} is "${String(fields[name])}", and a number is needed` }
    reading[name] = fields[name]
  }
  const fault = readingFault(kind, reading)
  if (fault !== null) return { wrong: `it ${fault}` }
  const sample = sampleOf({ kind, scale: 1, isWindowed: true }, interval, reading, null)
  return sample ?? { wrong: 'it cannot be read' }
}

/** By its fields; a gauge and a count have the same, and a signal of which nobody says more is a gauge. */
function kindOf(fields: Readonly<Record<string, unknown>>, shape: SignalShape | null): SignalKind {
  const has = (name: string) => fields[name] !== undefined
  if (has('edges') || has('counts')) return 'distribution'
  const fits = (kind: ReadingKind) => partsOf(kind).some((parts) => parts.every(has))
  if (shape !== null && shape.kind !== 'distribution' && fits(shape.kind)) return shape.kind
  return (['ratio', 'mean', 'gauge'] as const).find(fits) ?? (shape?.kind === 'count' ? 'count' : 'gauge')
}

/** More buckets than this are a mistake. */
const EDGES_MAX = 500

function distributionOf(
  { edges, counts, quantile = 0.95 }: Readonly<Record<string, unknown>>,
  interval: Interval,
): Sample | { readonly wrong: string } {
  if (!isNumbers(edges) || !isNumbers(counts)) return { wrong: 'edges and counts are lists of numbers' }
  if (edges.length > EDGES_MAX) return { wrong: `it has ${edges.length} edges, more than ${EDGES_MAX}` }
  if (edges.length === 0 || edges.some((edge, i) => i > 0 && edge <= (edges[i - 1] ?? edge)))
    return { wrong: 'edges rise from one to the next, and there is at least one' }
  if (counts.length !== edges.length + 1)
    return {
      wrong: `${edges.length} edges have ${edges.length + 1} counts, the last above all edges; here are ${counts.length}`,
    }
  const count = counts.find((one) => !Number.isInteger(one) || one < 0)
  if (count !== undefined) return { wrong: `a count is whole and never negative, and here is ${count}` }
  if (typeof quantile !== 'number' || !(quantile > 0 && quantile < 1))
    return { wrong: 'quantile lies between 0 and 1, such as 0.95' }
  return { kind: 'distribution', ...interval, edges, counts, quantile }
}

const isNumbers = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'number' && Number.isFinite(one))
