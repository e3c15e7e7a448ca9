import type { Instant, Millis } from '../time/instant.ts'
import { windowAt } from '../window/window.ts'
import type { Change } from './change.ts'

/** While traffic moves, silence has to be noticed although nothing arrives. */
const WATCH_EVERY_MS: Millis = 1_000
/** Proxies answer in their own time; so do changes that hold a target. */
const ASK_AGAIN_MS: Millis = 5_000

/** When to look again although nothing happened; everything else is woken by what happens. */
export function wakeAt(change: Change, now: Instant): Instant | null {
  const deadline = deadlineAt(change, now)
  return isWatching(change) ? Math.min(now + WATCH_EVERY_MS, deadline ?? Number.POSITIVE_INFINITY) : deadline
}

function isWatching(change: Change): boolean {
  if (change.status === 'rolling-back') return true
  return (
    (change.status === 'running' || change.status === 'paused') &&
    Object.values(change.run.steps).some((step) => step.status === 'rolling')
  )
}

/** The next instant at which time alone changes something. */
export function deadlineAt(change: Change, now: Instant): Instant | null {
  switch (change.status) {
    case 'requested':
      return change.runbook.window?.start ?? null
    case 'scheduled': {
      const gate = windowAt(change.runbook.window, now)
      if (gate.window === 'early') return gate.opensAt
      return change.blocked === null ? now + ASK_AGAIN_MS : endOf(change)
    }
    case 'running':
    case 'paused': {
      const steps = Object.values(change.run.steps)
      const retries = steps.flatMap((step) => (step.status === 'retrying' ? [step.retryAt] : []))
      const end =
        change.run.endsAt !== null && change.run.overrunAt === null && change.run.windowClosedAt === null
          ? [change.run.endsAt]
          : []
      return earliest([...retries, ...end])
    }
    default:
      return null
  }
}

function endOf(change: Change): Instant | null {
  const { window } = change.runbook
  return window === null || window.start === null ? null : window.start + window.durationMs
}

function earliest(instants: readonly Instant[]): Instant | null {
  return instants.length === 0 ? null : Math.min(...instants)
}
