import type { Millis } from '../../time/instant.ts'

/** How the names of plans are reached, environment by environment. Paths are as written: relative to the file. */
export type Binding = { readonly environments: Readonly<Record<string, EnvironmentBinding>> }

export type EnvironmentBinding = {
  readonly allowPace: boolean
  readonly targets: Readonly<Record<string, TargetBinding>>
  readonly actions: Readonly<Record<string, RunBinding>>
  readonly signals: Readonly<Record<string, SignalBinding>>
  readonly notices: readonly NoticeBinding[]
}

export type TargetBinding = {
  readonly traffic: { readonly adapter: 'gateway'; readonly socket: string }
  readonly sides: { readonly blue: string; readonly green: string }
  readonly deploy: RunBinding | null
  readonly undeploy: RunBinding | null
  readonly flags: readonly FlagPushBinding[]
}

/** `run` is what the executor takes. The time limit is the most a plan may ask for. */
export type RunBinding = { readonly run: RunnerBinding; readonly timeLimitMs: Millis | null }

export type RunnerBinding =
  | {
      readonly run: 'command'
      readonly command: readonly string[]
      /** Null: the directory of the binding file. */
      readonly cwd: string | null
      readonly passEnv: readonly string[]
      readonly env: Readonly<Record<string, string>>
      readonly graceMs: Millis
    }
  | {
      readonly run: 'http'
      readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
      readonly url: string
      readonly headers: Readonly<Record<string, string>>
      readonly expect: readonly number[]
    }

/** `token` is `secret:NAME`. `${FLAG}` in the URL is the flag's name, percent-encoded. */
export type FlagPushBinding = {
  readonly method: 'POST' | 'PUT' | 'PATCH'
  readonly url: string
  readonly token: string | null
}

export type SignalBinding =
  | {
      readonly source: 'gateway'
      readonly kind: 'ratio'
      readonly statusBelow: number
      readonly withinMs: Millis | null
    }
  | { readonly source: 'gateway'; readonly kind: 'distribution'; readonly quantile: number }

export type NoticeBinding = {
  readonly channel: string
  readonly webhook: string
  /** `secret:NAME`; null sends unsigned. */
  readonly secret: string | null
  readonly urgency: 'page' | 'event'
  /** Names of events, a trailing `*` matches any rest. */
  readonly events: readonly string[]
}
