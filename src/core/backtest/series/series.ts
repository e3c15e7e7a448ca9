import { merge } from '../../judge/measure.ts'
import type { Sample } from '../../judge/sample.ts'
import { KINDS, type SignalKind, type SignalShape } from '../../signal/shape.ts'
import { formatDuration } from '../../time/duration.ts'
import { formatInstant, type Instant, type Millis } from '../../time/instant.ts'
import type { Recorded } from '../recorded.ts'
import { type FieldReader, fieldReader } from './series-fields.ts'
import { readSeriesLine, type SeriesFacts, type SeriesLine } from './series-line.ts'

/** What is wrong with a file of series, and where. */
export type SeriesFault = { readonly line: number; readonly message: string }

/** More would not fit into memory together; a coarser span holds a longer time. */
export const LINES_MAX = 4_000_000

/** All that one signal showed on one target: by slot, if the file tells slots apart, and by part. */
export type Series = {
  readonly spanMs: Millis
  readonly canary: readonly Sample[]
  readonly stable: readonly Sample[]
  /** Of everybody: both slots and all parts together. */
  readonly recorded: readonly Recorded[]
}

type Stream = { slot: SeriesLine['slot']; part: string | null; samples: Sample[] }

/**
 * Reads a file of recorded series line by line, and refuses the first line that cannot be believed: what is no number,
 * negative, twice, out of order, or of the future.
 */
export class SeriesReader {
  readonly #facts: SeriesFacts
  readonly #now: Instant
  #line = 0
  #read: FieldReader | null = null
  readonly #streams = new Map<string, Map<string, Stream>>()
  readonly #spans = new Map<string, Millis>()
  readonly #kinds = new Map<string, SignalKind>()

  constructor(facts: SeriesFacts, now: Instant) {
    this.#facts = facts
    this.#now = now
  }

  /** Null: the line is fine, or empty. */
  line(text: string): SeriesFault | null {
    this.#line += 1
    if (text.trim() === '') return null
    const message = this.#take(text)
    return message === null ? null : { line: this.#line, message }
  }

  #take(text: string): string | null {
    if (this.#line > LINES_MAX) return `a file holds at most ${LINES_MAX.toLocaleString('en-US')} lines`
    if (this.#read === null) {
      const reader = fieldReader(text)
      if ('unreadable' in reader) return reader.unreadable
      this.#read = reader.read
      if (!reader.isData) return null
    }
    const fields = this.#read(text)
    if (typeof fields.unreadable === 'string') return fields.unreadable
    const line = readSeriesLine(fields, this.#facts)
    return 'wrong' in line ? line.wrong : this.#add(line)
  }

  #add({ signal, target, slot, part, kind, sample }: SeriesLine): string | null {
    const { at, span } = sample
    if (at + span > this.#now) return `its interval ends ${formatInstant(at + span)}, which is not over yet`
    const known = this.#spans.get(signal)
    if (known !== undefined && known !== span)
      return `its span is ${formatDuration(span)}, and that of ${signal} before it ${formatDuration(known)}: one signal has one`
    this.#spans.set(signal, span)
    const other = this.#kinds.get(signal)
    if (other !== undefined && other !== kind) return `${signal} was a ${other} before, and is a ${kind} here`
    this.#kinds.set(signal, kind)
    const key = keyOf(signal, target)
    const streams = this.#streams.get(key) ?? new Map<string, Stream>()
    this.#streams.set(key, streams)
    const own = JSON.stringify([slot, part])
    const stream = streams.get(own) ?? { slot, part, samples: [] }
    streams.set(own, stream)
    const last = stream.samples.at(-1)
    if (last !== undefined && at === last.at)
      return `${signal} has its interval of ${formatInstant(at)} twice`
    if (last !== undefined && at < last.at + span)
      return `${signal} goes back from ${formatInstant(last.at)} to ${formatInstant(at)}: lines are in order of time, and intervals do not overlap`
    stream.samples.push(sample)
    return null
  }

  /** Null: the file has nothing of it. */
  of(signal: string, target: string): Series | null {
    const streams = this.#streams.get(keyOf(signal, target)) ?? this.#streams.get(keyOf(signal, null))
    if (streams === undefined) return null
    const all = [...streams.values()]
    const slot = (name: SeriesLine['slot']) => added(all.filter((one) => one.slot === name))
    return {
      spanMs: this.#spans.get(signal) ?? 0,
      canary: slot('canary'),
      stable: slot('stable'),
      recorded: recordedOf(all),
    }
  }

  /** How long the intervals of a signal are; 0 of one that is not in it. */
  spanOf(signal: string): Millis {
    return this.#spans.get(signal) ?? 0
  }

  /** What its binding says of a signal, or else what the file shows of it; null of one that is not in it. */
  shapeOf(signal: string): SignalShape | null {
    const bound = this.#facts.shapeOf(signal)
    if (bound !== null) return bound
    const kind = this.#kinds.get(signal)
    return kind === undefined ? null : { kind, unit: KINDS[kind].unit, direction: KINDS[kind].direction }
  }

  /** The names in it. */
  signals(): readonly string[] {
    return [...this.#spans.keys()]
  }
}

const keyOf = (signal: string, target: string | null): string => JSON.stringify([signal, target])

const added = (streams: readonly Stream[]): readonly Sample[] => recordedOf(streams).map(({ whole }) => whole)

/** In order of time; parts in the order of their names, where the file has some. */
function recordedOf(streams: readonly Stream[]): readonly Recorded[] {
  const [first, ...others] = streams
  if (first === undefined) return []
  if (others.length === 0) return first.samples.map((whole) => ({ whole }))
  const names = [...new Set(streams.map(({ part }) => part ?? ''))].sort()
  const moments = new Map<Instant, (Sample | null)[]>()
  for (const { part, samples } of streams)
    for (const sample of samples) {
      const here = moments.get(sample.at) ?? names.map(() => null)
      const place = names.indexOf(part ?? '')
      const before = here[place] ?? null
      here[place] = before === null ? sample : merge([before, sample])
      moments.set(sample.at, here)
    }
  return [...moments.entries()]
    .sort(([a], [b]) => a - b)
    .flatMap(([, parts]) => {
      const whole = merge(parts.filter((one) => one !== null))
      if (whole === null) return []
      return [names.length > 1 ? { whole, parts } : { whole }]
    })
}
