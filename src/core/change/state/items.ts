import type { Instant } from '../../time/instant.ts'

/** How far one line of a step's or stage's checklist has come. */
export type ItemProgress =
  /** Its evidence has not answered yet. */
  | { readonly status: 'waiting' }
  /** It waits for a person. */
  | { readonly status: 'open' }
  /** `last`: what the attempt before this one saw; null of the first. */
  | {
      readonly status: 'running'
      readonly attempt: number
      readonly since: Instant
      readonly last: string | null
    }
  /** It is asked again at `askAt`; null: as soon as something happens that it depends on. */
  | {
      readonly status: 'failed'
      readonly at: Instant
      readonly attempt: number
      readonly evidence: string
      readonly askAt: Instant | null
    }
  /** `by`: the person who ticked or settled it. */
  | {
      readonly status: 'passed'
      readonly at: Instant
      readonly evidence: string
      readonly by?: string
      readonly note?: string
      readonly attachment?: Attachment
    }
  | { readonly status: 'not-ready'; readonly because: string; readonly by: string; readonly at: Instant }

export type Items = Readonly<Record<string, ItemProgress>>

/** A file that came with a tick; the store keeps it by its hash. */
export type Attachment = { readonly name: string; readonly bytes: number; readonly sha256: string }

/** A person's word in an approval; `lead` is the part of the change that they answer for. */
export type Decided = {
  readonly by: string
  readonly lead: string
  readonly as: 'approve' | 'reject'
  readonly at: Instant
  readonly because: string | null
}
