import type { Actor } from '../access/actor.ts'
import { answerableFor } from '../change/items/answerable.ts'
import { itemsOf, readItemRef } from '../change/items/place.ts'
import type { Runbook } from '../runbook/runbook.ts'
import type { Script } from './script.ts'
import { OPERATOR, speaksFor } from './virtual-people.ts'

/** Who gives a command of the script: whom it names, else the person that the item or the decision waits for. */
export function speakerOf(
  { do: what, who, item, guard }: Script['commands'][number],
  runbook: Runbook,
): Actor {
  if (who !== undefined) return { kind: 'person', name: who }
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
      return leading(step?.kind === 'approve' ? step.by[0] : undefined, runbook)
    }
    case 'answer':
      return leading(runbook.guards?.find(({ id }) => id === guard)?.ask?.[0], runbook)
    case 'pause':
    case 'resume':
    case 'promote':
    case 'promote-all':
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

const leading = (lead: string | undefined, runbook: Runbook): Actor =>
  lead === undefined ? { kind: 'person', name: 'someone' } : speaksFor(lead, runbook)
