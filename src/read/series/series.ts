import { readMovingEntry } from '../../core/change/events/change-entry.ts'
import type { MovingEvent } from '../../core/change/events/event.ts'
import type { Change } from '../../core/change/state/change.ts'
import type { ShapeOf } from '../../core/signal/shape.ts'
import type { Instant, Millis } from '../../core/time/instant.ts'
import type { Side } from '../../core/traffic/desired.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Answer, Question } from '../../ports/metrics.ts'
import type { Store } from '../../ports/store/store.ts'
import { beginning, grown, inSteps, type Line, type Series, spanOf } from './series-lines.ts'
import { type SeriesView, viewSeries } from './series-view.ts'

/** Asks the source of each signal; the answers are in the order of the questions. Never throws. */
export type Measure = (questions: readonly Question[]) => Promise<readonly Answer[]>

/** A change over time; null when there is no such change. */
export type SeriesReader = (id: string) => Promise<SeriesView | null>

/** The most that a source is asked for at once; what is longer ago is not in the picture. */
const LOOK_BACK_MS: Millis = 6 * 3_600_000
/** However many people look, the source is asked once in this time. */
const FRESH_MS: Millis = 2_000
/** A scrape later, what happened before the end is still on its way. */
const LATE_MS: Millis = 20_000
const CHANGES_KEPT = 100
const JOURNAL_PAGE = 1_000

type Kept = {
  readonly seq: number
  /** Only what says where traffic was sent; a chart needs no more. */
  readonly moves: readonly MovingEvent[]
  readonly series: Series | null
  readonly askedAt: Instant
}
const NOTHING: Kept = { seq: 0, moves: [], series: null, askedAt: Number.NEGATIVE_INFINITY }

/** What was measured once is kept for as long as people look at it, so that each look asks only for what is new. */
export function seriesReader(
  { questions, targets }: Pick<Store, 'questions' | 'targets'>,
  clock: Pick<Clock, 'now'>,
  measure: Measure,
  shapeOf: ShapeOf,
): SeriesReader {
  const kept = new Map<string, Kept>()
  const looks = new Map<string, Promise<Kept>>()

  const look = async (change: Change, before: Kept): Promise<Kept> => {
    const now = clock.now()
    if (now - before.askedAt < FRESH_MS) return before
    const { seq, moves } = await readOn(change.id, before)
    const begun = moves.find(({ type }) => type === 'stage-entered')?.at
    if (begun === undefined) return { seq, moves, series: null, askedAt: now }
    const until = Math.min(now, (endOf(moves) ?? now) + LATE_MS)
    const series = inSteps(before.series ?? beginning(change, Math.max(begun, now - LOOK_BACK_MS)), until)
    const open = series.lines.filter(({ upTo }) => upTo < until)
    const stables = open.length === 0 ? new Map() : await stablesNow()
    const answers = await measure(
      open.map((line) => ({ ...questionOf(line, change, moves, stables), to: until })),
    )
    const lines = series.lines.map((line) => {
      const answer = answers[open.indexOf(line)]
      return answer === undefined ? line : grown(line, answer, series, until)
    })
    const spanMs = Math.max(0, ...answers.map(spanOf))
    return { seq, moves, series: inSteps({ ...series, lines }, until, spanMs), askedAt: now }
  }

  const readOn = async (id: string, { seq, moves }: Kept): Promise<Pick<Kept, 'seq' | 'moves'>> => {
    const page = await questions.journal(id, seq, JOURNAL_PAGE)
    const news = page.flatMap((entry) => readMovingEntry(entry) ?? [])
    const known = { seq: page.at(-1)?.seq ?? seq, moves: [...moves, ...news] }
    return page.length < JOURNAL_PAGE ? known : readOn(id, { ...NOTHING, ...known })
  }

  const stablesNow = async (): Promise<ReadonlyMap<string, Side>> =>
    new Map((await targets.list()).map(({ name, desired }) => [name, desired.stable]))

  return async (id) => {
    const found = await questions.change(id)
    if (found === null) return null
    // Those who ask at the same time are told the same.
    const looking =
      looks.get(id) ?? look(found.change, kept.get(id) ?? NOTHING).finally(() => looks.delete(id))
    looks.set(id, looking)
    const seen = await looking
    kept.delete(id)
    kept.set(id, seen)
    const oldest = kept.keys().next().value
    if (kept.size > CHANGES_KEPT && oldest !== undefined) kept.delete(oldest)
    return viewSeries(found.change, seen.moves, seen.series, { now: clock.now(), shapeOf })
  }
}

/** When the last canary was gone; null while there is one. */
function endOf(moves: readonly MovingEvent[]): Instant | null {
  const last = moves.findLast(
    ({ type }) => type === 'stage-entered' || type === 'adopted' || type === 'traffic-closed',
  )
  return last === undefined || last.type === 'stage-entered' ? null : last.at
}

/**
 * Some sources know sides only, and adoption swaps them: what was stable when the canary took over is in the journal.
 */
function questionOf(
  { target, signal, slot, upTo }: Line,
  { runbook: { environment, version } }: Change,
  moves: readonly MovingEvent[],
  stables: ReadonlyMap<string, Side>,
): Question {
  const adopting = moves.findLast((event) => event.type === 'adopting')
  const stable = adopting?.was[target] ?? stables.get(`${environment}/${target}`) ?? 'blue'
  const side = slot === 'stable' ? stable : stable === 'blue' ? 'green' : 'blue'
  return { environment, target, slot, side, signal, version, from: upTo }
}
