import type { Instant, Millis } from '../time/instant.ts'
import type { Took } from './report.ts'
import type { Story } from './story.ts'
import type { Part } from './undone.ts'

type Given = {
  readonly breach: Instant | null
  readonly undone: readonly Part[]
  readonly steps: readonly Part[]
}

/** How long each part of a rollback took, beside what the plan allows for it. What has not begun has no line. */
export function durationsOf(story: Story, { breach, undone, steps }: Given): readonly Took[] {
  const budgets = budgetsOf(story, undone)
  if (budgets === null) return []
  const { decided, closed, closing, undoing, whole } = budgets
  const { until } = story
  return [
    ...(breach === null ? [] : [took(story, 'From the breach to the canary at 0 %', breach, closed)]),
    took(story, 'From the decision to the canary at 0 %', decided, closed),
    closing,
    ...(undoing === null ? [] : [undoing]),
    ...[...undone, ...steps].flatMap((part) => partTook(part, until)),
    ...(whole === null ? [] : [whole]),
  ]
}

/** The parts for which a plan has a budget, and all of it; null of a change that was not sent back. */
export function budgetsOf(story: Story, undone: readonly Part[]) {
  const decided = story.last('rollback-started')?.at ?? null
  if (decided === null) return null
  const limits = story.runbook.wayDown?.limits
  const closed = story.last('traffic-closed')?.at ?? null
  // A gradual one goes down by the plan's own entries first; closing is what comes after them.
  const closing = story.last('traffic-closing')?.at ?? story.last('rollback-hastened')?.at ?? decided
  return {
    decided,
    closed,
    closing: took(story, 'Closing every target', closing, closed, limits?.closeMs ?? null),
    undoing:
      closed === null || undone.length === 0
        ? null
        : took(story, 'Undoing what was done', closed, endOfAll(undone), limits?.undoMs ?? null),
    whole:
      closed === null ? null : took(story, 'The whole rollback', decided, endOf(story), wholeLimit(story)),
  }
}

function took(
  { until }: Story,
  what: string,
  from: Instant,
  to: Instant | null,
  limitMs: Millis | null = null,
): Took {
  return { what, tookMs: (to ?? until) - from, limitMs, open: to === null }
}

export function endOf(story: Story): Instant | null {
  const end = story.last('rolled-back') ?? story.last('failed') ?? story.last('cancelled')
  return end?.at ?? null
}

/** Each attempt has the limit, so the longest is what it is held against. */
export function partTook(part: Part, until: Instant): readonly Took[] {
  const { title, startedAt, endedAt, limitMs, attempts, longestMs, outcome } = part
  if (startedAt === null) return []
  const isOpen = outcome === 'open'
  const what = attempts > 1 ? `${title} (the longest of ${attempts} attempts)` : title
  const now = isOpen && endedAt === null ? until - startedAt : longestMs
  return [{ what, tookMs: Math.max(now, longestMs), limitMs, open: isOpen }]
}

function endOfAll(parts: readonly Part[]): Instant | null {
  if (parts.some(({ outcome }) => outcome === 'open')) return null
  return Math.max(...parts.map(({ endedAt }) => endedAt ?? 0))
}

/** Only where the plan has a limit for each part of it. */
function wholeLimit({ runbook }: Story): Millis | null {
  const { limits, steps = [] } = runbook.wayDown ?? {}
  if (limits?.closeMs === undefined || limits.undoMs === undefined) return null
  return limits.closeMs + limits.undoMs + steps.reduce((sum, { timeLimitMs }) => sum + timeLimitMs, 0)
}
