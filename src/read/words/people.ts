import type { ItemView } from '../people/checklists-view.ts'
import type { DecisionView } from '../people/decisions-view.ts'

/** What there is to say of an item beside its title; null when there is nothing. */
export function itemWords({
  status,
  who,
  person,
  evidence,
  by,
  note,
  attach,
  required,
}: ItemView): string | null {
  const optional = required ? '' : ', need not pass'
  switch (status) {
    case 'to-come':
      return whose(person, who)
    case 'open':
      return `waits for ${whose(person, who) ?? 'a person'}${attach ? ', with a file' : ''}${optional}`
    case 'passed':
      return by === null ? evidence : `${by}${note === null ? '' : `: ${note}`}`
    case 'not-ready':
      return `not ready, says ${by ?? 'a person'}: ${evidence ?? ''}`
    case 'waiting':
    case 'running':
    case 'failed':
      return evidence === null ? null : `${evidence}${optional}`
  }
}

function whose(person: string | null, who: string | null): string | null {
  if (person === null || who === null || who === '') return person ?? (who === '' ? null : who)
  return person === who ? person : `${person} (${who})`
}

export function decisionWords({ state, said, by, quorum, reason }: DecisionView): string {
  const approved = said.filter(({ as }) => as === 'approve').map((word) => word.by)
  const people = by.map(({ person, title }) => person ?? title)
  switch (state) {
    case 'to-come':
    case 'left':
      return people.join(', ')
    case 'open':
      return `${approved.length} of ${quorum} have approved${approved.length === 0 ? '' : ` (${approved.join(', ')})`}; for ${people.join(', ')} to decide`
    case 'approved':
      return `approved by ${approved.join(', ')}`
    case 'failed':
      return reason ?? 'not approved'
  }
}

/** `1.2 MB`. */
export function bytesWords(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`
  return bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}
