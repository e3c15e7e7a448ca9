import { ownSpan } from '../judge/rule.ts'
import { shapeByRules } from '../judge/rule-shape.ts'
import { formatBound } from '../judge/words.ts'
import type { TaskCheck } from '../runbook/follow-up.ts'
import { formatDuration } from '../time/duration.ts'
import type { Instant, Millis } from '../time/instant.ts'

/** What is looked at for one task, so that it is done without a person's word. */
export type TaskEvidence = {
  readonly check: TaskCheck
  /** Only what was after it counts. */
  readonly from: Instant
  /** Of a round: only what was before it counts. Null: what comes late is evidence as well. */
  readonly until: Instant | null
  /** By target: what `baseline` or `recent` was in the change that ended. */
  readonly references?: Readonly<Record<string, number>>
  /** When it is looked at next; null: not any more. */
  readonly lookAt: Instant | null
  /** What was seen last; null: nobody has looked yet. */
  readonly seen: Seen | null
}

/** What one look has found. No data is no success, and says so. */
export type Found = { readonly holds: boolean; readonly words: string }

export type Seen = { readonly at: Instant; readonly words: string }

/** The first moment at which there is something to see. */
export const firstLook = (check: TaskCheck, from: Instant): Instant => from + spanOf(check)

/** A measurement is seen a moment after its interval; a round that is over is still looked back at. */
const AFTERWARDS_MS: Millis = 10 * 60_000
const LOOKS_BACK: ReadonlySet<TaskCheck['check']> = new Set(['rule', 'events'])
const MINUTE: Millis = 60_000
const DAY: Millis = 24 * 60 * MINUTE

/**
 * When it is looked at after this look; null: never again, so that only a person's word is left. A round ends with
 * its time; anything else is looked at for as long again as it had, at least a day and at most thirty.
 */
export function nextLook(
  { check, from, until }: Pick<TaskEvidence, 'check' | 'from' | 'until'>,
  dueAt: Instant,
  now: Instant,
): Instant | null {
  const next = now + everyOf(check, dueAt - from)
  const last =
    until === null
      ? dueAt + Math.min(30 * DAY, Math.max(DAY, dueAt - from))
      : // What a flag or a suite is now says nothing of a round that is over.
        until + (LOOKS_BACK.has(check.check) ? AFTERWARDS_MS : 0)
  if (next <= last) return next
  return now < last && until !== null ? last : null
}

/** A long span changes slowly, and costs more to read. */
function everyOf(check: TaskCheck, roomMs: Millis): Millis {
  if (check.check === 'suite') return Math.ceil(Math.min(5 * MINUTE, Math.max(10 * SECOND, roomMs / 50)))
  const wanted = check.check === 'rule' ? spanOf(check) / 10 : Math.min(MINUTE, roomMs / 100)
  return Math.ceil(Math.min(5 * MINUTE, Math.max(SECOND, wanted)))
}

const SECOND: Millis = 1_000

const spanOf = (check: TaskCheck): Millis => (check.check === 'rule' ? (ownSpan(check.rule.form) ?? 0) : 0)

/** What has to be seen, in words: `success-ratio at least 99.00 % over 30m on wix`. */
export function looksFor(check: TaskCheck): string {
  switch (check.check) {
    case 'rule': {
      const { signal, bound } = check.rule
      const words = formatBound(shapeByRules([check.rule]), bound)
      return `${signal} ${words} over ${formatDuration(spanOf(check))} on ${check.targets.join(' and ')}`
    }
    case 'flag':
      return `${check.flag}=${check.equals} on ${check.targets.join(' and ')}`
    case 'suite':
      return `the checks of ${check.name}`
    case 'told':
      return `that ${check.channel} is told`
    case 'events':
      return `${check.names.join(' and ')} in the journal`
  }
}
