import type { ChecklistView, ItemView } from '../people/checklists-view.ts'
import { viewChecklists } from '../people/checklists-view.ts'
import { type DecisionView, viewDecisions } from '../people/decisions-view.ts'
import type { Seen } from '../progress/seen.ts'
import type { Concern } from './concern.ts'
import { list } from './list.ts'

/** What the change waits for: people, one concern a checklist, and evidence that does not come. */
export function peopleConcerns(seen: Seen): readonly Concern[] {
  const { id } = seen.change
  const open = viewChecklists(seen).filter(({ state }) => state === 'open')
  return [
    ...open.flatMap((checklist) => [...evidence(checklist, id), ...people(checklist, id)]),
    ...viewDecisions(seen.change)
      .filter(({ state }) => state === 'open')
      .map((decision) => undecided(decision, id)),
  ]
}

function people({ title, since, items }: ChecklistView, id: string): readonly Concern[] {
  const waiting = items.filter(({ status, required }) => status === 'open' && required)
  const [first] = waiting
  if (first === undefined) return []
  const whom = [...new Set(waiting.map(({ person, who }) => person ?? who ?? 'a person'))]
  return [
    {
      concern: 'person',
      sentence: `${title} waits for ${list(whom)}: ${some(waiting.map((item) => item.title))}`,
      detail: null,
      since,
      remedy: 'Tick what is done',
      lines: [`cutwater tick ${id} ${first.ref}${first.attach ? ' --attach FILE' : ''}`],
      item: first.ref,
      target: null,
    },
  ]
}

function evidence({ items }: ChecklistView, id: string): readonly Concern[] {
  return items
    .filter(({ status, required }) => status === 'failed' && required)
    .map((item) => ({
      concern: 'waiting',
      sentence: `Does not pass yet: ${item.title} (${item.evidence ?? 'no evidence'})`,
      detail: null,
      since: item.at,
      remedy: remedyOf(item),
      lines: item.check === 'rule' ? [] : [`cutwater settle ${id} ${item.ref} --as done --because "..."`],
      item: item.ref,
      target: null,
    }))
}

const remedyOf = ({ check, askAt }: ItemView): string =>
  check === 'rule'
    ? 'It passes as soon as the rule holds'
    : askAt === null
      ? 'It passes as soon as it is so; or settle it'
      : 'It is asked again by itself; or settle it'

function undecided({ title, by, quorum, said, since, step }: DecisionView, id: string): Concern {
  const approved = said.filter(({ as }) => as === 'approve')
  const left = by
    .filter(({ lead }) => !said.some((word) => word.lead === lead))
    .map(({ person, title: part }) => person ?? part)
  return {
    concern: 'person',
    sentence: `${title}: ${approved.length} of ${quorum} have approved; it is for ${list([...new Set(left)])} to decide`,
    detail: null,
    since,
    remedy: 'Approve it, or reject it with a reason',
    lines: [`cutwater decide ${id} ${step} approve`, `cutwater decide ${id} ${step} reject --because "..."`],
    item: step,
    target: null,
  }
}

const MOST_NAMED = 3

function some(titles: readonly string[]): string {
  const named = titles.slice(0, MOST_NAMED).join('; ')
  return titles.length > MOST_NAMED ? `${named}; and ${titles.length - MOST_NAMED} more` : named
}
