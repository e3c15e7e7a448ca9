import type { RunBinding, RunnerBinding, TargetBinding } from '../../core/binding/binding.ts'
import type { Channel } from '../../core/notice/notices-for.ts'
import type { SignalShape } from '../../core/signal/shape.ts'
import type { Side } from '../../core/traffic/desired.ts'
import type { Check, Suite } from '../../core/validation/check.ts'
import type { Service } from '../../core/validation/service.ts'
import type { Executor } from '../../ports/executor.ts'
import type { FlagPush } from '../../ports/flag-push.ts'
import type { Look, Looks } from '../../ports/look.ts'
import type { Messenger } from '../../ports/messenger.ts'
import type { Metrics } from '../../ports/metrics.ts'
import type { Traffic } from '../../ports/traffic.ts'

/**
 * What the binding makes reachable: every name of a plan, with the part behind it. Made once, where everything is
 * composed.
 */
export type Reach = {
  readonly environments: Readonly<Record<string, Environment>>
  readonly executors: Readonly<Record<RunnerBinding['run'], Executor>>
  readonly telemetry: readonly TelemetrySource[]
  readonly sources: readonly SignalSource[]
  /** How a deployed side is asked over HTTP. */
  readonly askSide: Look<'http'>
}

export type Environment = {
  readonly targets: Readonly<Record<string, Target>>
  readonly actions: Readonly<Record<string, RunBinding>>
  readonly channels: readonly BoundChannel[]
  /** Null: it has neither checks nor services. */
  readonly validation: Validation | null
}

/** What can be looked at, and who looks. */
export type Validation = {
  readonly checks: Readonly<Record<string, Check>>
  readonly services: Readonly<Record<string, Service>>
  /** The check that passes when no incident is open. */
  readonly incidents?: string
  readonly suites: Readonly<Record<string, BoundSuite>>
  readonly looks: Looks
  readonly redact: (text: string) => string
}

export type BoundSuite = { readonly suite: Suite; readonly checks: readonly Check[] }

export type Target = {
  readonly traffic: Traffic
  readonly sides: Readonly<Record<Side, string>>
  readonly deploy: RunBinding | null
  readonly undeploy: RunBinding | null
  readonly logging?: TargetBinding['logging']
  readonly flags: readonly FlagPush[]
}

export type BoundChannel = Channel & { readonly messenger: Messenger }

/** Somebody who measures signals, of one environment or of several; each is observed by a loop of its own. */
export type SignalSource = {
  /** For the log: "the gateways of staging", "Prometheus at http://...". */
  readonly name: string
  readonly metrics: Metrics
  /**
   * By environment and name, with what their numbers are; what is not here is measured by another source, or by
   * none.
   */
  readonly signals: ReadonlyMap<string, ReadonlyMap<string, SignalShape>>
  /** The objectives of those that have one, in the scale of their units. */
  readonly slos?: ReadonlyMap<string, ReadonlyMap<string, number>>
  /** Those that have the same numbers for both sides of a target. */
  readonly undivided?: ReadonlyMap<string, ReadonlySet<string>>
  /** Whether it lives on the telemetry that is pulled, so that news of that are worth a look at once. */
  readonly isPulled: boolean
}

/** A proxy that keeps its measurements until somebody fetches them. */
export type TelemetrySource = {
  readonly instance: string
  /** Throws `MetricsUnavailable` when it cannot be asked. */
  pull(signal: AbortSignal): Promise<{ readonly records: number; readonly gap: boolean }>
}

export const fullName = (environment: string, service: string): string => `${environment}/${service}`

/** Every target of every environment, by its full name. */
export function targetsOf(reach: Reach): ReadonlyMap<string, Target> {
  return new Map(
    Object.entries(reach.environments).flatMap(([environment, { targets }]) =>
      Object.entries(targets).map(([service, target]) => [fullName(environment, service), target] as const),
    ),
  )
}

/** Own properties only: `constructor` is no environment. */
export function environmentOf(reach: Pick<Reach, 'environments'>, name: string): Environment | null {
  return Object.hasOwn(reach.environments, name) ? (reach.environments[name] ?? null) : null
}

export function channelsOf(reach: Pick<Reach, 'environments'>, environment: string): readonly BoundChannel[] {
  return environmentOf(reach, environment)?.channels ?? []
}
