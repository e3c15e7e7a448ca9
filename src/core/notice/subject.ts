import type { ChangeId } from '../change/state/change.ts'

/** What a notice is about. `path` is where the page shows it, below the address of this Cutwater. */
export type Subject =
  | {
      readonly kind: 'change'
      readonly id: ChangeId
      /** Null when the change could not be read. */
      readonly title: string | null
      readonly path: string
    }
  /** `staging/wix`, and the change that has its claim. */
  | {
      readonly kind: 'target'
      readonly id: string
      readonly owner: ChangeId | null
      readonly path: string | null
    }
  | { readonly kind: 'journal'; readonly id: 'journal'; readonly path: null }

export const JOURNAL: Subject = { kind: 'journal', id: 'journal', path: null }

export function changeSubject(id: ChangeId, title: string | null): Subject {
  return { kind: 'change', id, title, path: pathOf(id) }
}

export function targetSubject(target: string, owner: ChangeId | null): Subject {
  return { kind: 'target', id: target, owner, path: owner === null ? null : pathOf(owner) }
}

/** What all notices of one story have in common: the change, or else the subject itself. */
export function chainOf(subject: Subject): string {
  return subject.kind === 'target' ? (subject.owner ?? subject.id) : subject.id
}

const pathOf = (change: ChangeId): string => `/changes/${change}`
