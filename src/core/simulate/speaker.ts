import type { Actor } from '../access/actor.ts'
import { answerableFor } from '../change/items/answerable.ts'
import { itemsOf, readItemRef } from '../change/items/place.ts'
import { withApprover } from '../change/rollout/last-word.ts'
import type { Run } from '../change/state/change.ts'
import type { Runbook } from '../runbook/runbook.ts'
import type { Script } from './script.ts'
import { OPERATOR, speaksFor } from './virtual-people.ts'

/**
 * Who gives a command of the script: whom it names, by name or as the lead that the request names, else the person that
 * the item or the decision waits for.
 */
export function speakerOf(
  { do: what, who, item, guard }: Script['commands'][number],
  runbook: Runbook,
  run: Run | null,
): Actor {
  if (who !== undefined) return speaksFor(who, runbook)
  switch (what) {
    case 'tick':
    case 'untick':
    case 'not-ready': {
      const place = readItemRef(item ?? '')
      const line = place === null ? undefined : itemsOf(runbook, place).find(({ id }) => id === place.item)
      const person = line === undefined ? null : answerableFor(line, runbook).person
      return person === null ? OPERATOR : { kind: 'person', name: person }
    }
    case 'decide': {
      const step = runbook.steps.find(({ id }) => id === item)
      if (run?.promotion?.step === item) return { kind: 'person', name: run?.promotion?.approver ?? '' }
      if (step?.kind !== 'approve') return leading(undefined, runbook)
      return leading(step.by[0], run === null ? runbook : withApprover(step, runbook, run))
    }
    case 'answer':
      return leading(runbook.guards?.find(({ id }) => id === guard)?.ask?.[0], runbook)
    case 'pause':
    case 'resume':
    case 'promote':
    case 'promote-all':
    case 'promote-auto':
    case 'promote-manual':
    case 'abort':
    case 'rollback':
    case 'rollback-gradual':
    case 'kill':
    case 'extend':
    case 'settle':
    case 'consider':
    case 'decline':
      return OPERATOR
  }
}

const leading = (lead: string | undefined, runbook: Pick<Runbook, 'leads'>): Actor =>
  lead === undefined ? { kind: 'person', name: 'someone' } : speaksFor(lead, runbook)
