import type { ChangeEvent } from '../change/events/event.ts'
import type { Step } from '../runbook/runbook.ts'
import type { Instant, Millis } from '../time/instant.ts'
import type { Outcome, Undone } from './report.ts'
import type { Story } from './story.ts'
import { told } from './words.ts'

/** How it stands with one part of a rollback, from the events of it. */
type Standing = {
  readonly outcome: Outcome
  readonly because: string | null
  readonly startedAt: Instant | null
  readonly endedAt: Instant | null
  /** When the attempt that is under way began, and the longest that is over. */
  readonly attemptAt: Instant | null
  readonly longestMs: Millis
  readonly attempts: number
}

const WAITING: Standing = {
  outcome: 'open',
  because: null,
  startedAt: null,
  endedAt: null,
  attemptAt: null,
  longestMs: 0,
  attempts: 0,
}

/** A part with the times that its rows and its limits are made from. */
export type Part = Undone & {
  readonly startedAt: Instant | null
  readonly endedAt: Instant | null
  readonly longestMs: Millis
}

/** What the rollback set out to undo, in its order. */
export function undoneOf(story: Story): readonly Part[] {
  const started = story.last('rollback-started') ?? story.last('preparation-undoing')
  if (started === null) return []
  const standings = standingsOf(story.events)
  return started.undo.map((id) => {
    const step = story.runbook.steps.find((one) => one.id === id)
    return partOf(id, step?.title ?? id, standings.get(`undo ${id}`), limitOf(step))
  })
}

/** The steps of the plan's own rollback, in its order; none where it never came to traffic. */
export function backStepsOf(story: Story): readonly Part[] {
  if (story.last('rollback-started') === null) return []
  const standings = standingsOf(story.events)
  return (story.runbook.wayDown?.steps ?? []).map(({ id, title, timeLimitMs }) =>
    partOf(id, title, standings.get(`step ${id}`), timeLimitMs),
  )
}

const limitOf = (step: Step | undefined): Millis | null =>
  step?.kind === 'effect' && step.undo.undo === 'act' ? step.undo.timeLimitMs : null

function partOf(id: string, title: string, standing: Standing = WAITING, limitMs: Millis | null): Part {
  const { outcome, because, startedAt, endedAt, longestMs, attempts } = standing
  return {
    id,
    title: told(title),
    outcome,
    because: because === null ? null : told(because),
    tookMs: startedAt === null || endedAt === null ? null : endedAt - startedAt,
    limitMs,
    attempts,
    startedAt,
    endedAt,
    longestMs,
  }
}

function standingsOf(events: readonly ChangeEvent[]): ReadonlyMap<string, Standing> {
  const standings = new Map<string, Standing>()
  for (const event of events) {
    const name = nameOf(event)
    if (name !== null) standings.set(name, after(standings.get(name) ?? WAITING, event))
  }
  return standings
}

function nameOf(event: ChangeEvent): string | null {
  switch (event.type) {
    case 'undo-started':
    case 'mode-undoing':
    case 'undo-done':
    case 'undo-failed':
    case 'undo-skipped':
      return `undo ${event.step}`
    case 'back-step-started':
    case 'back-step-done':
    case 'back-step-failed':
    case 'back-step-skipped':
      return `step ${event.step}`
    default:
      return null
  }
}

function after(before: Standing, event: ChangeEvent): Standing {
  const { at } = event
  switch (event.type) {
    case 'undo-started':
    case 'mode-undoing':
    case 'back-step-started':
      return { ...before, startedAt: before.startedAt ?? at, attemptAt: at, attempts: before.attempts + 1 }
    case 'undo-done':
    case 'back-step-done':
      // What needed no act at all has changed nothing.
      return {
        ...ended(before, at),
        outcome: event.type === 'undo-done' && before.startedAt === null ? 'nothing-to-undo' : 'undone',
        because: event.evidence,
      }
    case 'undo-failed':
    case 'back-step-failed': {
      const failed = ended(before, at)
      return { ...failed, outcome: event.final ? 'not-undone' : 'open', because: event.reason }
    }
    case 'undo-skipped':
      return {
        ...ended(before, at),
        outcome: event.harmless ? 'nothing-to-undo' : 'not-undone',
        because: event.because,
      }
    case 'back-step-skipped':
      return { ...ended(before, at), outcome: 'not-undone', because: event.because }
    default:
      return before
  }
}

function ended(before: Standing, at: Instant): Standing {
  const took = before.attemptAt === null ? 0 : at - before.attemptAt
  return { ...before, endedAt: at, attemptAt: null, longestMs: Math.max(before.longestMs, took) }
}
