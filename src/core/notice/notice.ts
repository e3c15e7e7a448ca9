import type { OwedTold } from '../follow-up/told-task.ts'
import type { RunbookNames } from '../runbook/runbook-names.ts'
import type { Instant } from '../time/instant.ts'
import type { Desired } from '../traffic/desired.ts'
import type { Service } from './services.ts'
import type { Subject } from './subject.ts'
import type { ToldEvent } from './told-event.ts'
import type { Unsignable } from './unsignable.ts'

/** Of the notice itself, as it is stored until it is delivered; `stored-notice.ts` reads the older ones. */
export const NOTICE_FORMAT = 2

/**
 * Something happened, and one channel is told. This is data: each channel makes of it what its receiver reads,
 * with `textOf` for the sentence and `cloudEventOf` for the event.
 */
export type Notice = {
  readonly format: typeof NOTICE_FORMAT
  /** The same thing told to the same channel has the same id, however often it is written or sent. */
  readonly id: string
  /** A name of the environment's binding. */
  readonly channel: string
  readonly environment: string
  readonly urgency: Urgency
  readonly at: Instant
  readonly occasion: Occasion
  readonly subject: Subject
  readonly facts: Facts
}

/** `page` wakes a person, `tell` informs those who want to know. */
export type Urgency = 'page' | 'tell'

/** What happened, by the name people consume (`canary:step`), and the version of its facts. */
export type Occasion = { readonly kind: 'event'; readonly name: string; readonly version: number }

export type Facts =
  | {
      readonly kind: 'change-event'
      readonly event: ToldEvent
      readonly names: RunbookNames
      /** What became of one of the services that the event is about. */
      readonly service?: Service
      /** The name of the alarm that the event has put an end to. */
      readonly ends?: string
    }
  /** A change whose turns go on throwing. */
  | {
      readonly kind: 'change-stuck'
      readonly since: Instant
      readonly errors: number
      readonly because: string
    }
  /** A proxy has a newer generation than the database. */
  | {
      readonly kind: 'proxy-ahead'
      readonly target: string
      readonly proxy: string
      readonly has: Desired
      readonly desired: Desired
    }
  /** The database lacks a checkpoint that was exported. */
  | { readonly kind: 'journal-cut-off'; readonly checkpoint: number }
  /** The key that signs is lost, or checkpoints are gone: nothing is signed until somebody says so. */
  | { readonly kind: 'journal-unsigned'; readonly why: Unsignable }
  /** A sink in other hands holds another checkpoint of a number than the database. */
  | {
      readonly kind: 'journal-sink-differs'
      readonly sink: string
      readonly checkpoint: number
      readonly ours: string
      readonly theirs: string
    }
  /** What a change leaves to people at its end. */
  | { readonly kind: 'follow-ups-owed'; readonly tasks: readonly OwedTold[] }
  /** A task that a change has left is due soon, or was due. */
  | (ToldTask & { readonly kind: 'follow-up'; readonly told: 'reminder' | 'overdue' })
  /** Somebody says that such a task is done, or that it is not after all. */
  | (ToldTask & {
      readonly kind: 'follow-up-settled'
      readonly told: 'done' | 'reopened'
      readonly by: string
      /** What was done, or why it is owed again. */
      readonly words: string
      /** Nobody has said so: it was seen, and `words` is what. */
      readonly byEvidence?: true
    })
  /** A line of a plan, or a task of it, has the channel told. */
  | { readonly kind: 'told'; readonly words: string }
  /** From before notices were data: the sentence was made when it happened. */
  | { readonly kind: 'sentence'; readonly text: string; readonly data: Readonly<Record<string, unknown>> }

export type ToldTask = {
  readonly task: string
  readonly title: string
  readonly owner: string
  readonly dueAt: Instant
}
