import type { Actor } from '../../core/access/actor.ts'
import type { ChangeId } from '../../core/change/state/change.ts'
import type { Instant } from '../../core/time/instant.ts'

/** Files that people hand in with their ticks. Nothing ever takes one away again: the journal names it. */
export interface Attachments {
  /** `full`: the change has as much as it may have. The same file again is kept already. */
  keep(file: NewAttachment): Promise<'kept' | 'unknown-change' | 'full'>
  /** How large it is; null when the change has no such file. */
  find(change: ChangeId, sha256: string): Promise<{ readonly bytes: number } | null>
  read(change: ChangeId, sha256: string): Promise<Uint8Array | null>
}

export type NewAttachment = {
  readonly change: ChangeId
  /** Of the content, in lower-case hex. */
  readonly sha256: string
  readonly content: Uint8Array
  readonly actor: Actor
  readonly now: Instant
}
