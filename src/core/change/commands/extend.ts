import type { Runbook, Window } from '../../runbook/runbook.ts'
import { LONGEST_MS } from '../../time/duration.ts'
import type { Millis } from '../../time/instant.ts'
import type { Change } from '../state/change.ts'
import { edit } from './before-running.ts'
import { type Asked, type Decision, wrongState } from './decision.ts'

/**
 * While it runs only the window's end moves, and only later; from now, when it has passed. Before that it is an edit
 * like any other, and the only one while it prepares: what was approved changes, and is asked for again.
 */
export function extend(
  change: Change,
  { byMs, because }: { readonly byMs: Millis; readonly because: string },
  { now }: Pick<Asked, 'now'>,
): Decision {
  if (!Number.isSafeInteger(byMs) || byMs <= 0 || byMs > LONGEST_MS)
    return {
      refused: 'invalid',
      because: 'a window can only be extended by a positive time, of a year at most',
      remedy: 'Say by how much, such as 15m.',
    }
  const { window } = change.runbook
  if (window === null)
    return {
      refused: 'invalid',
      because: 'this change has no window',
      remedy: 'There is nothing to extend: it may run on.',
    }
  switch (change.status) {
    case 'scheduled':
      return edit(change, { command: 'edit', runbook: extended(change.runbook, window, byMs), because })
    case 'preparing':
      return { events: [{ type: 'edited', runbook: extended(change.runbook, window, byMs), because }] }
    case 'running':
    case 'paused': {
      if (change.run.windowClosedAt !== null)
        return wrongState(
          change,
          'be extended: its window has closed',
          'Nothing is waiting for the window any more.',
        )
      // A quarter of an hour that is asked for after the end is one that is still to come.
      const endsAt = Math.max(change.run.endsAt ?? now, now) + byMs
      return { events: [{ type: 'window-extended', endsAt, because }] }
    }
    case 'draft':
    case 'requested':
    case 'rolling-back':
    case 'succeeded':
    case 'rolled-back':
    case 'failed':
    case 'cancelled':
    case 'expired':
    case 'missed':
      return wrongState(change, 'be extended', 'Only a scheduled or running change has an end that can move.')
  }
}

const extended = (runbook: Runbook, window: Window, byMs: Millis): Runbook => ({
  ...runbook,
  window: { ...window, durationMs: window.durationMs + byMs },
})
