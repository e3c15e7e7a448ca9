import type { Item, Runbook } from '../../runbook/runbook.ts'

/** Who ticks an item: the person that the request named, or, where it named none, anyone who may answer. */
export type Answerable = {
  /** In words: a lead's title, or what the plan says of the person. */
  readonly who: string
  readonly lead: string | null
  readonly person: string | null
}

/** Of a person's item. */
export function answerableFor({ check }: Item, { leads = {} }: Pick<Runbook, 'leads'>): Answerable {
  const who = check.check === 'person' ? check.who : ''
  const id = check.check === 'person' ? (check.lead ?? null) : null
  const lead = id === null ? undefined : leads[id]
  return { who: who === '' ? (lead?.title ?? '') : who, lead: id, person: lead?.person ?? null }
}

/** Whom a checklist asks, each once: people by their names, else what the plan calls them. */
export function askedOf(list: readonly Item[], runbook: Pick<Runbook, 'leads'>): readonly string[] {
  const people = list
    .filter(({ check }) => check.check === 'person')
    .map((item) => {
      const { person, who } = answerableFor(item, runbook)
      return person ?? who
    })
  return [...new Set(people)]
}
