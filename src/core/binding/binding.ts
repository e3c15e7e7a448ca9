import type { PlanLine } from '../plan/item/item.ts'
import type { LogLevel } from '../runbook/log-level.ts'
import type { Millis } from '../time/instant.ts'
import type { Check, Suite } from '../validation/check.ts'
import type { Service } from '../validation/service.ts'
import type { NoticeBinding } from './channel.ts'
import type { SinkBinding } from './checkpoint-sinks.ts'
import type { DatabaseBinding } from './polled-signal.ts'
import type { PrometheusBinding, SignalBinding } from './signal-binding.ts'
import type { TrafficBinding } from './traffic-binding.ts'

export type { PrometheusBinding, SignalBinding } from './signal-binding.ts'

/** How the names of plans are reached, environment by environment. Paths are as written: relative to the file. */
export type Binding = {
  readonly environments: Readonly<Record<string, EnvironmentBinding>>
  /** Files of what this server shows to gateways on other machines; absent: there are none. */
  readonly adminTls?: AdminTls
  /** Where checkpoints of the journal go besides our own file, by name; absent: nowhere. */
  readonly checkpoints?: Readonly<Record<string, SinkBinding>>
  /** Lines that plans share, by name; absent: none. */
  readonly lists?: Readonly<Record<string, readonly PlanLine[]>>
}

export type AdminTls = { readonly ca: string; readonly certificate: string; readonly key: string }

export type EnvironmentBinding = {
  readonly allowPace: boolean
  /** Drills of rollbacks may run there, and what counts their requests; left out: they may not. */
  readonly drills?: { readonly requests: string }
  readonly targets: Readonly<Record<string, TargetBinding>>
  readonly actions: Readonly<Record<string, RunBinding>>
  /** Who measures the signals that name it. */
  readonly prometheus: PrometheusBinding | null
  /** By name; who measures the signals that name one. */
  readonly databases: Readonly<Record<string, DatabaseBinding>>
  readonly signals: Readonly<Record<string, SignalBinding>>
  readonly checks: Readonly<Record<string, Check>>
  readonly suites: Readonly<Record<string, Suite>>
  /** What is asked over HTTP by name. */
  readonly services: Readonly<Record<string, Service>>
  /** The check that passes when no incident is open; absent: nobody knows. */
  readonly incidents?: string
  readonly notices: readonly NoticeBinding[]
}

export type TargetBinding = {
  readonly traffic: TrafficBinding
  readonly sides: { readonly blue: string; readonly green: string }
  /** Where users reach it, through its proxy; left out: not said. */
  readonly addresses?: readonly string[]
  readonly deploy: RunBinding | null
  readonly undeploy: RunBinding | null
  /** How what it logs is set while it runs, and what stable logs; left out: it cannot be. */
  readonly logging?: { readonly set: RunBinding; readonly stable: LogLevel }
  /** How long the old side is left running after an adoption, by those who run it; null: not said. */
  readonly keepWarmMs: Millis | null
  readonly flags: readonly FlagPushBinding[]
  /** Patterns of paths that its gateway counts apart where a rule asks for it; left out: none. */
  readonly paths?: readonly string[]
}

/** `run` is what the executor takes. The time limit is the most a plan may ask for. */
export type RunBinding = { readonly run: RunnerBinding; readonly timeLimitMs: Millis | null }

/** From `cutwater.yaml`. Secrets are `secret:NAME`, resolved when the call begins. */
export type RunnerBinding =
  | {
      readonly run: 'command'
      /**
       * Program and arguments; no shell. `${NAME}` as an argument, or as `--option=${NAME}`, takes the value of
       * that variable of the command's environment, as one argument; a secret is refused there, because arguments
       * can be seen by every user of the machine.
       */
      readonly command: readonly string[]
      /** Null: the directory of the binding file. */
      readonly cwd: string | null
      /** Names taken from the server's own environment, and names with values (`secret:NAME` allowed). */
      readonly passEnv: readonly string[]
      readonly env: Readonly<Record<string, string>>
      /** Between asking it to end and forcing it. Any exit code but 0 is a failure. */
      readonly graceMs: Millis
    }
  | {
      readonly run: 'http'
      readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
      /** `${NAME}` is filled in from the variables of the call, percent-encoded. */
      readonly url: string
      readonly headers: Readonly<Record<string, string>>
      /** Statuses that mean done. */
      readonly expect: readonly number[]
    }

/** `token` is `secret:NAME`. `${FLAG}` in the URL is the flag's name, percent-encoded. */
export type FlagPushBinding = {
  readonly method: 'POST' | 'PUT' | 'PATCH'
  readonly url: string
  readonly token: string | null
}
