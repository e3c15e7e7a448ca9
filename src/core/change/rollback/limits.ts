import type { WayDown } from '../../runbook/way-down.ts'
import type { Instant, Millis } from '../../time/instant.ts'
import type { EventBody } from '../events/event.ts'
import type { Rollback, RollbackPart, RollingBack } from '../state/change.ts'

/** A part that takes longer than the plan allows is told once, and goes on. */
export function lateParts({ back, runbook }: RollingBack, now: Instant): readonly EventBody[] {
  const due = dueOf(back, runbook.wayDown?.limits)
  if (due === null || now < due.at || (back.late ?? []).includes(due.part)) return []
  return [{ type: 'rollback-late', part: due.part, limitMs: due.limitMs }]
}

/** When a limit of the part that is under way is over; null when the plan has none, or it was told already. */
export function lateAt({ back, runbook }: RollingBack): Instant | null {
  const due = dueOf(back, runbook.wayDown?.limits)
  return due === null || (back.late ?? []).includes(due.part) ? null : due.at
}

type Due = { readonly part: RollbackPart; readonly limitMs: Millis; readonly at: Instant }

/** Going down by entries is no part of closing: the plan says itself how long it takes. */
function dueOf({ traffic, undo }: Rollback, limits: WayDown['limits']): Due | null {
  switch (traffic.traffic) {
    case 'descending':
    case 'untouched':
      return null
    case 'closing':
      return due('close', limits?.closeMs, traffic.since)
    case 'closed': {
      const open = Object.values(undo).some(
        ({ status }) => status === 'waiting' || status === 'running' || status === 'retrying',
      )
      return open ? due('undo', limits?.undoMs, traffic.at) : null
    }
  }
}

const due = (part: RollbackPart, limitMs: Millis | undefined, since: Instant): Due | null =>
  limitMs === undefined ? null : { part, limitMs, at: since + limitMs }
