import type { Actor } from '../../core/access/actor.ts'
import type { Command } from '../../core/change/commands/command.ts'
import type { ChosenRollout, WantedRollout } from '../../core/change/rollout/choose-rollout.ts'
import type { Finding } from '../../core/document/finding.ts'
import type { FlagContent } from '../../core/flag/definition/definition.ts'
import type { Scalar } from '../../core/runbook/runbook.ts'
import type { Instant } from '../../core/time/instant.ts'
import type { ChangeView } from '../../read/change/change-view.ts'
import type { Events } from '../../read/journal/follow-events.ts'
import type { Reader } from '../../read/reader.ts'
import type { PlanLine } from '../../read/records/plan-view.ts'
import type { ServerView } from '../../read/records/server-view.ts'
import type { SeriesReader } from '../../read/series/series.ts'
import type { Access } from '../../runtime/access/access.ts'
import type { Asked } from '../../runtime/change/ask-change.ts'
import type { Registration } from '../../runtime/change/register-plan.ts'
import type { FlagSet } from '../../runtime/flags/serve-flags.ts'
import type { RolloutKill, RolloutKilled } from '../../runtime/traffic/kill-rollout.ts'
import type { Kill, Killed } from '../../runtime/traffic/kill-target.ts'
import type { Release, Released } from '../../runtime/traffic/release-target.ts'

/** What the HTTP surface needs of the house; where everything is composed, the runtime's verbs fulfil it. */
export type Api = {
  readonly read: Reader
  /** A change over time: the split, and what was measured. */
  readonly series: SeriesReader
  /** What happens, told to whoever listens. */
  readonly events: Events
  /** Who is who, and what they were refused. */
  readonly access: Omit<Access, 'stop'>
  now(): Instant
  /** By name, as the binding has them. */
  environments(): readonly string[]
  ready(): Promise<
    { readonly ready: true; readonly at: string } | { readonly ready: false; readonly because: string }
  >
  /** Asks no database. */
  server(): ServerView
  registerPlan(order: Registration): Promise<PlanRegistered>
  /** Changes nothing. Without inputs it says what can be said before anybody gives some. */
  checkPlan(order: PlanCheck): readonly Finding[]
  open(order: OpenOrder): Promise<Opened>
  /** Gives a change that has not begun another plan, or other inputs. */
  edit(change: string, order: EditOrder): Promise<Asked | NotCompiled>
  ask(
    change: string,
    order: { readonly dedup: string; readonly actor: Actor; readonly command: Command },
  ): Promise<Asked>
  kill(order: Kill): Promise<Killed>
  killRollout(order: RolloutKill): Promise<RolloutKilled>
  findRollout(wanted: WantedRollout): Promise<ChosenRollout>
  release(order: Release): Promise<Released>
  setFlag(order: FlagOrder & { readonly value: FlagContent }): Promise<FlagAnswer>
  /** Gives a flag again what it held in an earlier version. */
  rollbackFlag(order: FlagOrder & { readonly version: number }): Promise<FlagAnswer>
  /** The flags of a target as they are evaluated; null when there is no such target. Asks no database. */
  flagSet(environment: string, target: string): FlagSet | null
  lockFlag(order: FlagOrder): Promise<FlagAnswer>
  unlockFlag(order: FlagOrder): Promise<FlagAnswer>
}

export type { Caller } from '../../runtime/access/identify.ts'

export type PlanRegistered =
  | {
      readonly registered: true
      readonly already: boolean
      readonly plan: PlanLine
      readonly warnings: readonly Finding[]
    }
  | { readonly registered: false; readonly findings: readonly Finding[] }

export type PlanCheck = {
  readonly text: string
  readonly file: string
  readonly inputs: Readonly<Record<string, Scalar>> | null
  readonly pace: number
}

export type PlanOrder = {
  readonly plan: PlanToOpen
  readonly inputs: Readonly<Record<string, Scalar>>
  readonly pace: number
}

export type OpenOrder = PlanOrder & { readonly dedup: string; readonly actor: Actor }
export type EditOrder = OpenOrder & { readonly revision: number | undefined }

/** A registered plan, or a text that is registered by opening it, where that is allowed. */
export type PlanToOpen =
  | { readonly name: string; readonly hash?: string | undefined }
  | { readonly text: string; readonly file: string; readonly mayRegister: boolean }

export type Opened =
  | { readonly opened: true; readonly view: ChangeView; readonly warnings: readonly Finding[] }
  | ({ readonly opened: false } & NotCompiled)
  /** The same key opened another change before. */
  | { readonly opened: false; readonly because: 'key-reused'; readonly id: string }

export type NotCompiled =
  | { readonly because: 'findings'; readonly findings: readonly Finding[] }
  | { readonly because: 'unknown-plan'; readonly name: string; readonly hash: string | undefined }
  /** The text is not registered, and may not be by this. */
  | { readonly because: 'not-registered' }

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
  | { readonly done: false; readonly because: 'unknown-version' }
  | { readonly done: false; readonly because: 'locked'; readonly lockedBy: string; readonly reason: string }
  /** It is stored, but a flag service of the target did not take it. */
  | { readonly done: false; readonly because: 'push-failed'; readonly reason: string }
