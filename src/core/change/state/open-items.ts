import type { Item } from '../../runbook/runbook.ts'
import type { Instant, Millis } from '../../time/instant.ts'
import type { Change, Succeeded } from './change.ts'

/** A working week and its weekend: who looks at what was released on a Friday night does so within that. */
const OPEN_FOR_MS: Millis = 7 * 24 * 3_600_000

/** Until when a person's line of the checklist may be settled after success; null: it is nobody's, or was settled. */
export function openUntil({ run, endedAt }: Succeeded, { id, check }: Item): Instant | null {
  const person = check.check === 'person' ? check : check.check === 'act' ? check.unknown : undefined
  if (person === undefined) return null
  const status = run.accept[id]?.status
  return status === 'left-to-person' || status === 'failed'
    ? endedAt + (person.openForMs ?? OPEN_FOR_MS)
    : null
}

/** The lines of the checklist that a person may still settle at this moment, after success. */
export function openItems(change: Change, now: Instant): readonly Item[] {
  if (change.status !== 'succeeded') return []
  return change.runbook.accept.filter((line) => now < (openUntil(change, line) ?? now))
}
