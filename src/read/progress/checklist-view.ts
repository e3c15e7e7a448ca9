import { acceptItem } from '../../core/change/outside/observations.ts'
import { type AcceptProgress, runOf } from '../../core/change/state/change.ts'
import { withoutMarks } from '../../core/text/visible.ts'
import { instant, type Shown } from '../shown/instant.ts'
import type { Seen } from './seen.ts'
import { type EffectOutput, outputsOf } from './step-view.ts'

/** One line of the acceptance checklist. What is left to a person is never counted as passed. */
export type ChecklistItem = {
  readonly id: string
  readonly title: string
  readonly status: AcceptProgress['status']
  readonly at: Shown | null
  /** What was seen; for an item left to a person, who has to look. */
  readonly evidence: string | null
  readonly outputs: readonly EffectOutput[]
}

export function viewChecklist({ change, effects }: Seen): readonly ChecklistItem[] {
  const run = runOf(change)
  return change.runbook.accept.map(({ id, title }) => {
    const progress: AcceptProgress = run?.accept[id] ?? { status: 'waiting', tried: 0 }
    return {
      id,
      title: withoutMarks(title),
      status: progress.status,
      ...detailOf(progress),
      outputs: outputsOf(effects, acceptItem(id)),
    }
  })
}

/** Who has to look, and why nothing else has found it out. */
export const leftTo = ({ who, because }: { readonly who: string; readonly because?: string }): string =>
  because === undefined ? who : `${who} (${because})`

function detailOf(progress: AcceptProgress): Pick<ChecklistItem, 'at' | 'evidence'> {
  switch (progress.status) {
    case 'waiting':
      return { at: null, evidence: null }
    case 'running':
      return { at: instant(progress.since), evidence: null }
    case 'passed':
    case 'failed':
      return { at: instant(progress.at), evidence: progress.evidence }
    case 'left-to-person':
      return { at: null, evidence: leftTo(progress) }
  }
}
