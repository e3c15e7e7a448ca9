/** An estate: a small world, a plan that changes it, what can be wrong with the new version, and what to see. */
import type { Client } from '../../src/http/client/client.ts'
import type { ProxyKind } from './haproxy.ts'
import type { Metrics } from './prometheus.ts'
import type { World, WorldOrder } from './world.ts'

/** What the rollout is judged by: the plan's numbers, or its tests that compare the canary with stable. */
export const judges = ['thresholds', 'sequential'] as const
export type Judge = (typeof judges)[number]

export type EstateFault = {
  readonly name: string
  /** What users or operators would notice. */
  readonly what: string
  /** What becomes of the change, and why. */
  readonly ends: string
  /** The change is paused, and a person has to say how it ends: with `--exit` the demo says it. */
  readonly asksPeople?: true
  /** Nothing is wrong with the version, but nobody can measure it for a while. */
  readonly takesMetricsAway?: true
}

/** What a person has chosen for one run of an estate. */
export type Wishes = {
  readonly fault: EstateFault | null
  readonly pace: number
  readonly users: number
  readonly proxy: ProxyKind
  readonly metrics: Metrics
  readonly judge: Judge
}

export type Refusal = { readonly because: string; readonly remedy: string }

export type EstateOrder = WorldOrder & { readonly judge?: Judge }

export type Estate<W extends World = World> = {
  /** In kebab-case; its plan is called so too. */
  readonly name: string
  readonly title: string
  /** How long a run takes as it is. */
  readonly takes: string
  readonly lookAt: readonly string[]
  readonly faults: readonly EstateFault[]
  /** Of each, what this estate can do; the first is what it does when nobody says otherwise. */
  readonly proxies: readonly ProxyKind[]
  readonly metrics: readonly Metrics[]
  readonly judges: readonly Judge[]
  readonly pace: number
  readonly users: number
  /** Why these wishes do not go together. */
  readonly refuse: (wishes: Wishes) => Refusal | null
  /** What is opened as a change; `file` is how the plan is called in what is said about it. */
  readonly request: (wishes: Wishes) => {
    readonly plan: string
    readonly file: string
    readonly inputs: Readonly<Record<string, string>>
    /** Who answers for what, where the plan asks for people. */
    readonly leads?: Readonly<Record<string, string>>
  }
  /** What is started, in a few words. */
  readonly parts: string
  /** Throws when another demo runs in the directory, or when a part does not come up; then nothing is left running. */
  readonly start: (order: EstateOrder) => Promise<W>
  /** What has to be so before the change, said to the server as an administrator would. */
  readonly prepare: (client: Client) => Promise<void>
}
