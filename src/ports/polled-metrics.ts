import type { ReadAs } from '../core/judge/reading.ts'
import type { Sample } from '../core/judge/sample.ts'
import type { Instant, Millis } from '../core/time/instant.ts'
import type { Clock } from './clock.ts'
import { type Answer, type Metrics, MetricsUnavailable, type Question } from './metrics.ts'
import { believed, sampleTold, type Told } from './polled-readings.ts'

/** Half-open, both on multiples of the interval. */
export type Window = { readonly from: Instant; readonly to: Instant }

/**
 * A source that keeps no history for us: it is asked once an interval, for a signal on a target, and answers with
 * numbers. `Answered` is what it gives to all questions that have the same key.
 */
export type Polled<Bound, Answered> = {
  /** As the log names it: "the database shop". */
  readonly name: string
  readonly intervalMs: Millis
  /** How long after the end of an interval it is asked about it. */
  readonly lagMs: Millis
  readonly timeLimitMs: Millis
  /** Throws `MetricsUnavailable` for a signal and a target that it does not know. */
  boundOf(question: Question): Bound
  readAs(bound: Bound): ReadAs & {
    /** The label of which it tells each value for itself; then `pick` gives many. */
    readonly each?: string
  }
  /** Questions with the same key are asked once. */
  keyOf(bound: Bound, question: Question): string
  /** About one interval, or about this moment; the signal ends it. Throws `MetricsUnavailable`. */
  ask(bound: Bound, question: Question, window: Window | null, signal: AbortSignal): Promise<Answered>
  /** What of the answer is about that question. Throws `MetricsUnavailable`. */
  pick(bound: Bound, answered: Answered, question: Question): Told
}

/** The source said when it may be asked again. */
export class AskLater extends MetricsUnavailable {
  override readonly name = 'AskLater'
  readonly until: Instant
  constructor(words: string, until: Instant) {
    super(words)
    this.until = until
  }
}

/** So many questions at once. */
const AT_ONCE = 4
/** After an outage the past is asked for piece by piece, where the source knows it. */
const CATCH_UP = 20
const REMEMBERED = 1_000
/** What failed is asked for again after this part of an interval, however many look. */
const FAILED_SHARE = 0.5
const FORGOTTEN_AFTER_MS: Millis = 3_600_000

/**
 * Samples made of what was read, one an interval. What is about this moment is read once an interval, after its end,
 * and is that interval's, or of a counter the next one's; an interval in which nobody asked, or got no answer, has no
 * sample. What is about an interval may be asked for later too, so that another server, or this one after a restart,
 * comes to the same. Readings are kept in memory, up to a limit.
 */
export function polledMetrics<Bound, Answered>(
  source: Polled<Bound, Answered>,
  clock: Pick<Clock, 'now'>,
): Metrics {
  const { intervalMs, lagMs } = source
  const memories = new Map<string, Memory<Answered>>()
  let later: AskLater | null = null

  const memoryOf = (key: string, now: Instant): Memory<Answered> => {
    for (const [other, { usedAt }] of memories) if (now - usedAt > FORGOTTEN_AFTER_MS) memories.delete(other)
    const memory = memories.get(key) ?? { usedAt: now, ends: new Map(), asking: new Map(), failed: null }
    memory.usedAt = now
    memories.set(key, memory)
    return memory
  }

  /** Reads the interval that ends there, unless that is done already, or under way for another caller. */
  const readAt = async (memory: Memory<Answered>, asked: Asked<Bound>, end: Instant): Promise<void> => {
    if (later !== null && clock.now() < later.until) throw later
    const { failed } = memory
    if (failed?.end === end && clock.now() - failed.at < intervalMs * FAILED_SHARE) throw failed.error
    const underWay = memory.asking.get(end) ?? askOnce(source, asked, end)
    memory.asking.set(end, underWay)
    try {
      memory.ends.set(end, await underWay)
    } catch (error) {
      if (error instanceof AskLater) later = error
      if (error instanceof MetricsUnavailable) memory.failed = { end, at: clock.now(), error }
      throw error
    } finally {
      memory.asking.delete(end)
    }
    for (const oldest of memory.ends.keys()) {
      if (memory.ends.size <= REMEMBERED) break
      memory.ends.delete(oldest)
    }
  }

  const readAll = async (those: readonly Asked<Bound>[], signal: AbortSignal): Promise<readonly Answer[]> => {
    const [first] = those
    if (first === undefined) return []
    const now = clock.now()
    const known = Math.floor((now - lagMs) / intervalMs) * intervalMs
    const wanted = those.map(({ question: { to = now } }) => Math.ceil(to / intervalMs) * intervalMs)
    const { isWindowed } = source.readAs(first.bound)
    const complete = isWindowed ? Math.min(known, Math.max(...wanted)) : known
    const memory = memoryOf(source.keyOf(first.bound, first.question), now)
    const earliest = isWindowed
      ? Math.min(...those.map((each) => firstEnd(each.question.from, intervalMs)))
      : complete
    const missing = endsBetween(earliest, complete, intervalMs).filter((end) => !memory.ends.has(end))
    let isNews = missing.length === 0
    for (const end of missing.slice(0, CATCH_UP)) {
      try {
        await readAt(memory, first, end)
        isNews = true
      } catch (error) {
        if (!(error instanceof MetricsUnavailable)) throw error
        // What was read before it is worth an answer; the next one tells of the failure.
        if (!isNews) return those.map(({ question }) => named(question, error))
        break
      }
      signal.throwIfAborted()
    }
    const watermark = upTo(memory, earliest, complete, intervalMs)
    return those.map((each) => answerOf(source, each, memory, watermark))
  }

  return {
    intervalMs,
    lagMs,
    async read(questions, signal) {
      const answers = new Map<Question, Answer>()
      const groups = new Map<string, Asked<Bound>[]>()
      for (const question of questions)
        try {
          const bound = source.boundOf(question)
          refuseStranger(source.readAs(bound), question)
          const key = source.keyOf(bound, question)
          const group = groups.get(key) ?? []
          groups.set(key, group)
          group.push({ bound, question })
        } catch (error) {
          if (!(error instanceof MetricsUnavailable)) throw error
          answers.set(question, error)
        }
      const waiting = [...groups.values()]
      const readNext = async () => {
        for (let group = waiting.shift(); group !== undefined; group = waiting.shift()) {
          const said = await readAll(group, signal)
          group.forEach(({ question }, i) => {
            answers.set(question, said[i] ?? new MetricsUnavailable('the question was lost'))
          })
        }
      }
      await Promise.all(Array.from({ length: AT_ONCE }, readNext))
      return questions.map(
        (question) => answers.get(question) ?? new MetricsUnavailable('the question was lost'),
      )
    },
  }
}

function refuseStranger({ each }: { readonly each?: string }, question: Question): void {
  if (question.each === undefined || question.each === each) return
  throw new MetricsUnavailable(`${question.signal} is not told apart by ${question.each}`)
}

type Asked<Bound> = { readonly bound: Bound; readonly question: Question }

/** What was answered, by the end of the interval that it is about, oldest first; and what is being asked. */
type Memory<Answered> = {
  usedAt: Instant
  readonly ends: Map<Instant, Answered>
  readonly asking: Map<Instant, Promise<Answered>>
  failed: { readonly end: Instant; readonly at: Instant; readonly error: MetricsUnavailable } | null
}

async function askOnce<Bound, Answered>(
  source: Polled<Bound, Answered>,
  { bound, question }: Asked<Bound>,
  end: Instant,
): Promise<Answered> {
  const limit = AbortSignal.timeout(source.timeLimitMs)
  const { isWindowed } = source.readAs(bound)
  const window = isWindowed ? { from: end - source.intervalMs, to: end } : null
  try {
    return await source.ask(bound, question, window, limit)
  } catch (cause) {
    if (cause instanceof MetricsUnavailable || !limit.aborted) throw cause
    const words = `${source.name} did not answer within ${source.timeLimitMs / 1000} s`
    throw new MetricsUnavailable(words, { cause })
  }
}

/** The end of the first interval that begins at or after `from`. */
const firstEnd = (from: Instant, intervalMs: Millis): Instant =>
  Math.ceil(from / intervalMs) * intervalMs + intervalMs

function endsBetween(first: Instant, last: Instant, intervalMs: Millis): readonly Instant[] {
  const count = Math.max(0, Math.floor((last - first) / intervalMs) + 1)
  return Array.from({ length: Math.min(count, REMEMBERED) }, (_, i) => first + i * intervalMs)
}

/** The end of the last interval before which, from `first` on, each was read. */
function upTo<Answered>(
  { ends }: Memory<Answered>,
  first: Instant,
  complete: Instant,
  intervalMs: Millis,
): Instant {
  let end = first - intervalMs
  while (end < complete && ends.has(end + intervalMs)) end += intervalMs
  return Math.min(end, complete)
}

function answerOf<Bound, Answered>(
  source: Polled<Bound, Answered>,
  { bound, question }: Asked<Bound>,
  { ends }: Memory<Answered>,
  watermark: Instant,
): Answer {
  const { intervalMs: span } = source
  const as = source.readAs(bound)
  const readings = new Map<Instant, Told>()
  let wrong: MetricsUnavailable | null = null
  for (const [end, answered] of ends) {
    if (end > watermark || end < firstEnd(question.from, span) - 2 * span) continue
    try {
      readings.set(end, believed(as, source.pick(bound, answered, question), source.name))
    } catch (error) {
      if (!(error instanceof MetricsUnavailable)) throw error
      if (end === watermark) wrong = error
    }
  }
  if (wrong !== null) return named(question, wrong)
  const samples = [...readings].flatMap(([end, reading]): readonly Sample[] => {
    const at = isCounter(as) ? end : end - span
    if (at + span > watermark || at < question.from || at >= (question.to ?? watermark)) return []
    const sample = sampleTold(as, { at, span }, reading, readings.get(end - span) ?? null, question)
    return sample === null ? [] : [sample]
  })
  return { samples: samples.toSorted((a, b) => a.at - b.at), watermark }
}

/**
 * A counter is read some time after the end of an interval, and has counted on until then. What it counted since the
 * reading before is told as of the next interval: later than it was, and never earlier.
 */
const isCounter = ({ kind, isWindowed }: ReadAs): boolean => !isWindowed && kind !== 'gauge'

/** A source measures several signals: its words are about one of them. */
function named({ signal }: Question, error: MetricsUnavailable): MetricsUnavailable {
  return new MetricsUnavailable(`${signal}: ${error.message}`, { cause: error })
}
