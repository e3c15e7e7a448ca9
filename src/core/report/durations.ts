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
  const decided = story.last('rollback-started')?.at ?? null
  if (decided === null) return []
  const { until, runbook } = story
  const limits = runbook.wayDown?.limits
  const closed = story.last('traffic-closed')?.at ?? null
  // A gradual one goes down by the plan's own entries first; closing is what comes after them.
  const closing = story.last('traffic-closing')?.at ?? story.last('rollback-hastened')?.at ?? decided
  const end = endOf(story)
  const took = (what: string, from: Instant, to: Instant | null, limitMs: Millis | null = null): Took => ({
    what,
    tookMs: (to ?? until) - from,
    limitMs,
    open: to === null,
  })
  return [
    ...(breach === null ? [] : [took('From the breach to the canary at 0 %', breach, closed)]),
    took('From the decision to the canary at 0 %', decided, closed),
    took('Closing every target', closing, closed, limits?.closeMs ?? null),
    ...(closed === null || undone.length === 0
      ? []
      : [took('Undoing what was done', closed, endOfAll(undone), limits?.undoMs ?? null)]),
    ...[...undone, ...steps].flatMap((part) => partTook(part, until)),
    ...(closed === null ? [] : [took('The whole rollback', decided, end, wholeLimit(story))]),
  ]
}

export function endOf(story: Story): Instant | null {
  const end = story.last('rolled-back') ?? story.last('failed') ?? story.last('cancelled')
  return end?.at ?? null
}

/** Each attempt has the limit, so the longest is what it is held against. */
function partTook(part: Part, until: Instant): readonly Took[] {
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
