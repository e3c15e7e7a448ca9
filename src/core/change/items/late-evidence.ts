import type { Item } from '../../runbook/checklist.ts'
import type { Instant, Millis } from '../../time/instant.ts'
import type { EventBody } from '../events/event.ts'
import type { Asking } from './ask-items.ts'
import { blocks, itemsOf } from './place.ts'

/** How long evidence may be looked for before a person is told. Looking never ends. */
export const EVIDENCE_WITHIN_MS: Millis = 5 * 60_000

/** Evidence that does not come is told once: the people who tick were told when the checklist opened. */
export function lateEvidence(asking: Asking, told: boolean): readonly EventBody[] {
  const { place, items, since, runbook, now } = asking
  if (told || now < since + EVIDENCE_WITHIN_MS) return []
  // A gate was not asked before the last of the other lines had passed.
  const passed = Object.values(items).flatMap((item) => (item.status === 'passed' ? [item.at] : []))
  const gatesSince = Math.max(since, ...passed)
  const isLate = ({ gate }: Item) => gate === undefined || now >= gatesSince + EVIDENCE_WITHIN_MS
  const isAsked = ({ id, gate }: Item) => gate === undefined || items[id]?.status !== 'waiting'
  const late = itemsOf(runbook, place).filter(
    (item) => item.check.check !== 'person' && blocks(item, items[item.id]) && isAsked(item) && isLate(item),
  )
  if (late.length === 0) return []
  return [
    {
      type: 'checklist-late',
      step: place.step,
      ...(place.stage === null ? {} : { stage: place.stage }),
      items: late.map(({ title }) => title),
    },
  ]
}

export const evidenceLateAt = (since: Instant, told = false): readonly Instant[] =>
  told ? [] : [since + EVIDENCE_WITHIN_MS]
