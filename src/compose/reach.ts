import { resolve } from 'node:path'
import type { Logger } from 'pino'
import { httpLook } from '../adapters/checks/http.ts'
import { WantedCounting } from '../adapters/gateway/counting.ts'
import { telemetryPuller } from '../adapters/gateway/telemetry-puller.ts'
import { httpFlagPush } from '../adapters/http-flags/http-flag-push.ts'
import type { Binding, EnvironmentBinding, RunBinding, TargetBinding } from '../core/binding/binding.ts'
import type { AdminIdentity } from '../ports/admin-identity.ts'
import type { Clock } from '../ports/clock.ts'
import type { Secrets } from '../ports/secrets.ts'
import type { Store } from '../ports/store/store.ts'
import { signalsReader } from '../read/signals/read-signals.ts'
import { type Environment, fullName, type Reach, type Target } from '../runtime/context/reach.ts'
import { measureBy } from '../runtime/signals/measure.ts'
import { messengerBy } from './channels.ts'
import { type LookParts, looksOf } from './checks.ts'
import type { Gateways } from './gateways.ts'
import { signalSources } from './signal-sources.ts'
import { trafficBy } from './traffic.ts'

export type ReachParts = {
  /** The directory of the binding file: its paths start there. */
  readonly at: string
  readonly store: Store
  readonly clock: Clock
  readonly secrets: Secrets
  readonly gateways: Gateways
  /** What is shown to proxies on other machines. */
  readonly identity: AdminIdentity | undefined
  readonly executors: Reach['executors']
  /** Who speaks, in every event that goes out: a URI reference. */
  readonly source: string
  readonly log?: Logger
}

const CALL_LIMIT_MS = 5_000

/** Puts the adapter behind each name of the binding. Throws `NotServable` for what no adapter can do. */
export function reachOf({ environments }: Binding, parts: ReachParts): Reach {
  const { gateways, store, clock, executors } = parts
  const counting = new WantedCounting(pathsOf(environments), clock.now)
  const sources = signalSources(environments, { ...parts, counting })
  const signals = signalsReader({
    sources,
    targetsOf: (name) => Object.keys(environments[name]?.targets ?? {}),
    targets: store.targets,
    measure: measureBy({ sources }),
    clock,
  })
  const reached = Object.entries(environments).map(([name, bound]) => [
    name,
    environmentOf(name, bound, {
      ...parts,
      signals: async () => (await signals(name)) ?? { unable: `there is no environment ${name}` },
    }),
  ])
  return {
    environments: Object.fromEntries(reached),
    executors,
    askSide: httpLook(parts.secrets),
    sources,
    telemetry: gateways.clients().map((client) => ({
      instance: client.socket,
      pull: telemetryPuller({ client, samples: store.samples, clock, counting }).pull,
    })),
  }
}

/** By `environment/service`. */
function pathsOf(environments: Binding['environments']): ReadonlyMap<string, readonly string[]> {
  return new Map(
    Object.entries(environments).flatMap(([name, { targets }]) =>
      Object.entries(targets).flatMap(([service, { paths }]) =>
        paths === undefined ? [] : [[fullName(name, service), paths] as const],
      ),
    ),
  )
}

type EnvironmentParts = ReachParts & Pick<LookParts, 'signals'>

function environmentOf(name: string, bound: EnvironmentBinding, parts: EnvironmentParts): Environment {
  const targets = Object.entries(bound.targets).map(([service, target]) => [
    service,
    targetOf(name, service, target, parts),
  ])
  const actions = Object.entries(bound.actions).map(([action, run]) => [action, placed(run, parts)])
  return {
    validation: validationOf(bound, parts),
    targets: Object.fromEntries(targets),
    actions: Object.fromEntries(actions),
    channels: bound.notices.map(({ channel, urgency, events, to }) => ({
      channel,
      urgency,
      events,
      messenger: messengerBy(to, parts),
    })),
  }
}

function validationOf(bound: EnvironmentBinding, parts: EnvironmentParts): Environment['validation'] {
  const suites = Object.entries(bound.suites).map(([name, suite]) => [
    name,
    { suite, checks: suite.checks.flatMap((check) => bound.checks[check] ?? []) },
  ])
  const { checks, services, incidents } = bound
  if (Object.keys(checks).length + Object.keys(services).length === 0) return null
  return {
    checks,
    services,
    ...(incidents === undefined ? {} : { incidents }),
    suites: Object.fromEntries(suites),
    looks: looksOf(bound, parts),
    redact: parts.secrets.redact,
  }
}

function targetOf(environment: string, target: string, bound: TargetBinding, parts: ReachParts): Target {
  const { at, secrets } = parts
  const { traffic, sides, deploy, undeploy, logging, flags } = bound
  return {
    traffic: trafficBy(traffic, at, parts),
    sides,
    deploy: deploy && placed(deploy, parts),
    undeploy: undeploy && placed(undeploy, parts),
    ...(logging === undefined ? {} : { logging: { ...logging, set: placed(logging.set, parts) } }),
    flags: flags.map((push) =>
      httpFlagPush({ ...push, secrets, timeoutMs: CALL_LIMIT_MS, environment, target }),
    ),
  }
}

function placed(bound: RunBinding, { at }: ReachParts): RunBinding {
  const { run } = bound
  return run.run === 'command' ? { ...bound, run: { ...run, cwd: resolve(at, run.cwd ?? '.') } } : bound
}
