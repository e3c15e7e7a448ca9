import type { Runbook } from './runbook.ts'

/** Leads in words: `Cutover Lead (ada)`. */
export function peopleOf(leads: readonly string[], runbook: Pick<Runbook, 'leads'>): readonly string[] {
  return leads.map((id) => {
    const { title = id, person } = runbook.leads?.[id] ?? {}
    return person === undefined ? title : `${title} (${person})`
  })
}

/** The people that the request named for these leads; nobody where it named none. */
export function namedFor(leads: readonly string[], runbook: Pick<Runbook, 'leads'>): readonly string[] {
  return leads.flatMap((id) => runbook.leads?.[id]?.person ?? [])
}
