import type { DrillEnd } from '../change/state/beside.ts'
import type { Status } from '../change/state/change.ts'
import { told } from '../report/words.ts'

export type DrillOutcome = {
  readonly outcome: 'under-way' | 'proven' | 'not-proven'
  /** Why it proves nothing: a sentence each. */
  readonly because: readonly string[]
}

/** `why`: what was said of a drill that was cancelled. */
export function outcomeOf(
  status: Status,
  end: Pick<DrillEnd, 'proven' | 'because'> | null,
  why: string | null,
): DrillOutcome {
  if (end !== null) return { outcome: end.proven ? 'proven' : 'not-proven', because: end.because.map(told) }
  switch (status) {
    case 'cancelled':
      return never(why ?? 'it was cancelled')
    case 'expired':
    case 'missed':
    case 'succeeded':
      return never(`it ended ${status}`)
    case 'draft':
    case 'requested':
    case 'scheduled':
    case 'preparing':
    case 'running':
    case 'paused':
    case 'rolling-back':
    case 'rolled-back':
    case 'failed':
      return { outcome: 'under-way', because: [] }
  }
}

const never = (why: string): DrillOutcome => ({
  outcome: 'not-proven',
  because: [`it never came to its rollback: ${told(why)}`],
})
