import { type Change, runOf } from '../../core/change/state/change.ts'
import { openUntil } from '../../core/change/state/open-items.ts'
import type { Item } from '../../core/runbook/runbook.ts'
import { formatInstant, type Instant } from '../../core/time/instant.ts'
import { leftTo } from '../progress/checklist-view.ts'
import type { Seen } from '../progress/seen.ts'
import { instant } from '../shown/instant.ts'
import type { Concern } from './concern.ts'
import { checkName, doubtsOf } from './doubts.ts'

/** Lines of the checklist that did not pass or are left to a person, each with how it can still be settled. */
export function checklistConcerns({ change, now }: Seen): readonly Concern[] {
  const run = runOf(change)
  if (run === null || change.status === 'rolled-back' || change.status === 'failed') return []
  const mayBe = doubtsOf(change, now)
  return change.runbook.accept.flatMap((line): Concern[] => {
    const { id, title } = line
    const item = run.accept[id]
    const named = checkName(id, run)
    const outcomes = mayBe.find((doubt) => doubt.of === 'check' && doubt.item === named)?.outcomes ?? []
    const lines =
      outcomes.length === 0
        ? []
        : [`cutwater settle ${change.id} ${named} --as ${outcomes.join('|')} --because "..."`]
    if (item?.status === 'failed')
      return [
        {
          concern: 'failed',
          detail: null,
          sentence: `Not accepted: ${title} (${item.evidence})`,
          since: instant(item.at),
          remedy:
            change.status === 'paused'
              ? 'Resume checks it again; or settle it'
              : lines.length === 0
                ? ''
                : 'Settle it',
          lines,
          item: id,
          target: null,
        },
      ]
    if (item?.status === 'left-to-person')
      return [
        {
          concern: 'person',
          detail: null,
          sentence: `Left to ${leftTo(item)}: ${title}${afterwards(change, line, now)}`,
          since: null,
          remedy: lines.length === 0 ? '' : 'Settle it',
          lines,
          item: id,
          target: null,
        },
      ]
    return []
  })
}

function afterwards(change: Change, line: Item, now: Instant): string {
  const until = change.status === 'succeeded' ? openUntil(change, line) : null
  if (until === null) return ''
  return now < until
    ? ` (until ${formatInstant(until)})`
    : `; nobody settled it until ${formatInstant(until)}`
}
