import type { Runbook } from '../../runbook/runbook.ts'
import type { Millis } from '../../time/instant.ts'
import type { Attachment } from '../state/items.ts'
import type { SuiteSeen } from '../state/validated.ts'

/**
 * What a person may ask of a change. `revision` is the one they saw; what is urgent or answers a question needs none.
 */
export type Command = { readonly revision?: number | undefined } & CommandBody

export type CommandBody =
  | { readonly command: 'request'; readonly needed: number }
  | {
      readonly command: 'edit'
      readonly runbook: Runbook
      readonly because?: string
      /** Who registered the plan that it brings. */
      readonly writer?: string
    }
  | { readonly command: 'approve' }
  | { readonly command: 'reject'; readonly because: string }
  | { readonly command: 'cancel'; readonly because: string }
  | { readonly command: 'pause'; readonly because: string }
  | { readonly command: 'resume'; readonly because?: string | undefined }
  | { readonly command: 'promote'; readonly all: boolean; readonly override: string | null }
  /** Whose word is the last before the canary is adopted: nobody's, or that of the person who is named. */
  | { readonly command: 'promotion'; readonly as: 'auto' }
  | { readonly command: 'promotion'; readonly as: 'manual'; readonly approver: string }
  | { readonly command: 'abort'; readonly because: string }
  | { readonly command: 'rollback'; readonly because: string; readonly gradual: boolean }
  | { readonly command: 'kill'; readonly because: string }
  /** `item` is a step in doubt, a failed step that paused the change, an undo, or a checklist item. */
  | {
      readonly command: 'settle'
      readonly item: string
      readonly as: 'done' | 'failed' | 'repeat' | 'skip'
      readonly because: string
    }
  /** Whether it should go back; raised by anyone, answered by a rollback or a `decline`. */
  | { readonly command: 'consider'; readonly because: string }
  | { readonly command: 'decline'; readonly number: number; readonly because: string }
  /** What suites have shown to who looked at them for this change; kept, and nothing follows of it. */
  | {
      readonly command: 'record-validation'
      readonly suites: readonly SuiteSeen[]
      /** Targets of which the new version was looked at. */
      readonly canary: readonly string[]
      /** SHA-256 of the page that was written of it. */
      readonly report?: string | undefined
    }
  /** To a guard of the plan that asks, by its id. */
  | {
      readonly command: 'answer'
      readonly guard: string
      readonly as: 'resume' | 'rollback'
      readonly because: string
    }
  | { readonly command: 'extend'; readonly byMs: Millis; readonly because: string }
  /** `item`: `STEP/ITEM`, in a stage `STEP@STAGE/ITEM`, or its own name where only one is called that. */
  | {
      readonly command: 'tick'
      readonly item: string
      readonly note?: string | undefined
      readonly attachment?: Attachment | undefined
    }
  | { readonly command: 'untick'; readonly item: string; readonly because: string }
  | { readonly command: 'not-ready'; readonly item: string; readonly because: string }
  /** `decision`: the step, or what its plan calls the decision. */
  | {
      readonly command: 'decide'
      readonly decision: string
      readonly as: 'approve' | 'reject'
      readonly because?: string | undefined
    }

export type CommandName = CommandBody['command']

/** They take risk away, so nothing holds them up: in an emergency nobody reads a revision first. */
export const URGENT: ReadonlySet<CommandName> = new Set<CommandName>(['abort', 'rollback', 'pause', 'kill'])

/** They say themselves what they are about, and move nothing: no revision is asked for. */
export const WORDS: ReadonlySet<CommandName> = new Set<CommandName>([
  'consider',
  'decline',
  'record-validation',
])

/**
 * A person's word on one item or one decision. It says itself what it is about, and others answer at the same time: no
 * revision is asked for.
 */
export const ANSWERS: ReadonlySet<CommandName> = new Set<CommandName>([
  'tick',
  'untick',
  'not-ready',
  'decide',
])

/**
 * The answer to a command. `accepted` with no events means that it was so already.
 * A refusal says why and what to do instead; it is returned, never thrown.
 */
export type Refusal = { readonly refused: RefusalCode; readonly because: string; readonly remedy: string }
export type RefusalCode =
  | 'wrong-state'
  | 'wrong-revision'
  | 'not-allowed'
  | 'evidence'
  | 'unknown-item'
  | 'busy'
  | 'invalid'
