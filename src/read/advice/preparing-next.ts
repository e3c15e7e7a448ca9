import { isPrepared } from '../../core/change/phase/advance.ts'
import { hasFailed } from '../../core/change/rollback/after-failure.ts'
import { heldByEngine, type Preparing } from '../../core/change/state/change.ts'
import { type PhaseView, viewPhases } from '../progress/phases-view.ts'
import { instant } from '../shown/instant.ts'
import { list } from './list.ts'
import type { Ordinary } from './rollout-next.ts'

/** What a change that prepares waits for. */
export function preparing(change: Preparing, now: number): Ordinary {
  const { run, runbook, blocked, waitsFor } = change
  const doubted = runbook.steps.filter(({ id }) => run.steps[id]?.status === 'in-doubt')
  if (doubted.length > 0)
    return { sentence: `A person has to settle ${list(doubted.map(({ title }) => title))}`, at: null }
  if (hasFailed(run)) return { sentence: 'Nothing more begins until a person settles what failed', at: null }
  if (blocked !== null && !heldByEngine(change))
    return { sentence: 'Nothing more begins until a person resumes it', at: null }
  if (change.approvedBy.length < change.needed)
    return { sentence: 'Nothing more begins until it is approved again', at: null }
  if (blocked !== null)
    return { sentence: 'Nothing until what holds it back is gone; then it opens by itself', at: null }
  const phases = viewPhases(change)?.list ?? []
  const underway = phases.filter(({ status }) => status === 'running')
  const later = phases.find(({ status, before }) => before && status === 'waiting')
  if (underway.length > 0) return afterPhases(underway, later, change)
  if (later !== undefined) return { sentence: `Phase ${later.id} begins`, at: later.at }
  if (waitsFor.length > 0)
    return {
      sentence: `T comes when ${list(waitsFor)} ${waitsFor.length === 1 ? 'lets' : 'let'} go of its targets`,
      at: null,
    }
  const start = runbook.window?.start ?? null
  return start !== null && now < start && isPrepared({ run, runbook, opened: false })
    ? { sentence: 'T comes: the window opens', at: instant(start) }
    : { sentence: 'It opens at once', at: null }
}

function afterPhases(
  underway: readonly PhaseView[],
  later: PhaseView | undefined,
  { runbook }: Preparing,
): Ordinary {
  const when = `${list(underway.map(({ id }) => id))} ${underway.length === 1 ? 'has' : 'have'} ended`
  if (later !== undefined)
    return { sentence: `Phase ${later.id} begins when ${when}${earliest(later.at)}`, at: later.at }
  const start = runbook.window?.start ?? null
  const at = start === null ? null : instant(start)
  return { sentence: `T comes when ${when}${earliest(at)}`, at }
}

const earliest = (at: string | null): string => (at === null ? '' : ', at the earliest')
