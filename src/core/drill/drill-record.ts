import { nameOf } from '../access/actor.ts'
import type { DrillCount } from '../change/state/beside.ts'
import type { ChangeId } from '../change/state/change.ts'
import { sumOf } from '../change/state/drill-count.ts'
import { budgetsOf, partTook } from '../report/durations.ts'
import type { Took } from '../report/report.ts'
import { type ReadEntry, type Story, storyOf } from '../report/story.ts'
import { backStepsOf, type Part, undoneOf } from '../report/undone.ts'
import { told } from '../report/words.ts'
import type { Instant, Millis } from '../time/instant.ts'
import type { BasisPoints } from '../traffic/desired.ts'
import { type DrillOutcome, outcomeOf } from './outcome.ts'

/** What a drill came to, of its journal alone: the same journal gives the same record. */
export type DrillRecord = DrillOutcome & {
  readonly change: ChangeId
  readonly plan: string
  readonly environment: string
  readonly version: string
  /** The weight from which it went back; null: it moves no traffic. */
  readonly at: BasisPoints | null
  readonly by: string
  readonly startedAt: Instant
  readonly wentBackAt: Instant | null
  readonly endedAt: Instant | null
  /** Each part of the rollback, in its order. */
  readonly parts: readonly DrillPart[]
  readonly requests: number
  readonly failed: number
  readonly counted: readonly DrillCount[]
}

export type DrillPart = {
  readonly what: string
  /** Null: it was never begun. */
  readonly tookMs: Millis | null
  readonly limitMs: Millis | null
  /** Null while it lasts. */
  readonly ok: boolean | null
  /** Why it is not well, or what else is to be said of it. */
  readonly because: string | null
}

const PARTS_MAX = 100

/** Null of entries that are not those of a drill. */
export function drillRecordOf(entries: readonly ReadEntry[]): DrillRecord | null {
  const story = storyOf(entries)
  const mark = story?.runbook.drill
  if (story === null || mark === undefined) return null
  const { id, runbook, requester } = story
  const ended = story.last('drill-ended')
  const counted = ended?.counted ?? []
  return {
    change: id,
    plan: told(runbook.plan),
    environment: told(runbook.environment),
    version: told(runbook.version),
    at: mark.at ?? null,
    by: told(nameOf(requester)),
    ...outcomeOf(story.status, ended, story.last('cancelled')?.because ?? null),
    startedAt: story.events[0]?.at ?? story.until,
    wentBackAt: story.last('rollback-started')?.at ?? null,
    endedAt: ended?.at ?? null,
    parts: partsOf(story).slice(0, PARTS_MAX),
    ...sumOf(counted),
    counted,
  }
}

function partsOf(story: Story): readonly DrillPart[] {
  const undone = undoneOf(story)
  const budgets = budgetsOf(story, undone)
  if (budgets === null) return []
  const { closing, undoing, whole } = budgets
  const all = (parts: readonly Part[]) => parts.flatMap((part) => ofPart(part, story.until))
  return [
    ofBudget(closing),
    ...(undoing === null ? [] : [ofBudget(undoing)]),
    ...all(undone),
    ...all(backStepsOf(story)),
    ...(whole === null ? [] : [ofBudget(whole)]),
  ]
}

function ofBudget({ what, tookMs, limitMs, open }: Took): DrillPart {
  const isLate = limitMs !== null && tookMs > limitMs
  return {
    what,
    tookMs,
    limitMs,
    ok: isLate ? false : open ? null : true,
    because: isLate ? 'longer than its limit' : null,
  }
}

/** What an act is given ends the act itself; starting it, and hearing of its end, come on top. */
const OF_THE_ACT = 'the limit is of the act alone'

/** What had nothing to undo has no line. */
function ofPart(part: Part, until: Instant): readonly DrillPart[] {
  const { title, outcome, because, limitMs } = part
  const [took] = partTook(part, until)
  if (took !== undefined) {
    const ok = outcome === 'open' ? null : outcome !== 'not-undone'
    const isOver = limitMs !== null && took.tookMs > limitMs
    const note = ok === false ? because : ok === true && isOver ? OF_THE_ACT : null
    return [{ what: took.what, tookMs: took.tookMs, limitMs, ok, because: note }]
  }
  return outcome === 'not-undone' ? [{ what: title, tookMs: null, limitMs, ok: false, because }] : []
}
