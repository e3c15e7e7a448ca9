import type { Actor } from '../core/change/actor.ts'
import type { Command } from '../core/change/command.ts'
import type { Finding } from '../core/plan/finding.ts'
import type { Scalar } from '../core/runbook/runbook.ts'
import type { ChangeView } from '../read/change-view.ts'
import type { Reader } from '../read/reader.ts'
import type { Asked } from '../runtime/ask-change.ts'
import type { Kill, Killed } from '../runtime/kill-target.ts'
import type { Release, Released } from '../runtime/release-target.ts'

/** What the HTTP surface needs of the house; where everything is composed, the runtime's verbs fulfil it. */
export type Api = {
  readonly read: Reader
  /** The bearer of a token; null when it is unknown or expired. */
  who(token: string): Promise<Caller | null>
  ready(): Promise<
    { readonly ready: true; readonly at: string } | { readonly ready: false; readonly because: string }
  >
  open(order: OpenOrder): Promise<Opened>
  ask(
    change: string,
    order: { readonly dedup: string; readonly actor: Actor; readonly command: Command },
  ): Promise<Asked>
  kill(order: Kill): Promise<Killed>
  release(order: Release): Promise<Released>
  setFlag(order: FlagOrder & { readonly value: Scalar }): Promise<FlagAnswer>
  lockFlag(order: FlagOrder): Promise<FlagAnswer>
  unlockFlag(order: FlagOrder): Promise<FlagAnswer>
}

export type Caller = { readonly name: string; readonly roles: readonly string[] }

export type OpenOrder = {
  readonly plan: string
  readonly file: string
  readonly inputs: Readonly<Record<string, Scalar>>
  readonly pace: number
  readonly dedup: string
  readonly actor: Actor
}

export type Opened =
  | { readonly opened: true; readonly view: ChangeView; readonly warnings: readonly Finding[] }
  | { readonly opened: false; readonly because: 'findings'; readonly findings: readonly Finding[] }
  /** The same key opened another change before. */
  | { readonly opened: false; readonly because: 'key-reused'; readonly id: string }

export type FlagOrder = {
  readonly environment: string
  readonly target: string
  readonly flag: string
  readonly actor: Actor
  readonly because: string
}

export type FlagAnswer =
  | { readonly done: true; readonly already: boolean }
  | { readonly done: false; readonly because: 'unknown-target' }
  | { readonly done: false; readonly because: 'unknown-flag' }
  | { readonly done: false; readonly because: 'locked'; readonly lockedBy: string; readonly reason: string }
  /** It is stored, but a flag service of the target did not take it. */
  | { readonly done: false; readonly because: 'push-failed'; readonly reason: string }
