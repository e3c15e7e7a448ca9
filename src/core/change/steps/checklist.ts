import type { ChecklistStep, Runbook } from '../../runbook/runbook.ts'
import type { Instant } from '../../time/instant.ts'
import type { EventBody } from '../events/event.ts'
import { askItems, deadlinesOf, isThrough } from '../items/ask-items.ts'
import { checklistOpened } from '../items/checklist-opened.ts'
import { evidenceLateAt, lateEvidence } from '../items/late-evidence.ts'
import type { StepProgress } from '../state/change.ts'
import type { StepTurn } from './step-turn.ts'

/** A step that is done once each of its items has passed. */
export type Ticking = Extract<StepProgress, { status: 'ticking' }>

export function beginChecklist({ id }: ChecklistStep, runbook: Runbook): readonly EventBody[] {
  return [checklistOpened({ step: id, stage: null }, runbook)]
}

export function advanceChecklist(
  step: ChecklistStep,
  { items, since, late = false }: Ticking,
  { run, runbook, now, seen, paused }: StepTurn,
): readonly EventBody[] {
  // A pause asks for nothing new; people may answer all the same.
  if (paused) return []
  const place = { step: step.id, stage: null }
  const asking = { place, items, since, run, runbook, now, seen }
  const asked = askItems(asking)
  if (asked.length > 0) return asked
  if (!isThrough(step.items, items)) return lateEvidence(asking, late)
  return [{ type: 'step-done', step: step.id, outputs: {}, evidence: summaryOf(step, items) }]
}

function summaryOf({ items: list }: ChecklistStep, items: Ticking['items']): string {
  const passed = list.filter(({ id }) => items[id]?.status === 'passed').length
  return `${passed} of ${list.length} passed`
}

export const deadlinesOfChecklist = ({ items, since, late = false }: Ticking): readonly Instant[] => [
  ...deadlinesOf(items),
  ...evidenceLateAt(since, late),
]
