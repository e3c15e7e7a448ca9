import { dirname, join, resolve } from 'node:path'
import process from 'node:process'
import { gatewayMetrics } from '../adapters/gateway/metrics.ts'
import { recordedTelemetry } from '../adapters/gateway/recorded.ts'
import type { DatabaseAccess } from '../adapters/postgres/hosts/hosts.ts'
import { openStore } from '../adapters/postgres/open.ts'
import { recordedPrometheus, stepFault } from '../adapters/prometheus/recorded.ts'
import { openSecrets } from '../adapters/secrets/secrets.ts'
import { own } from '../core/document/tree.ts'
import type { SignalShape } from '../core/signal/shape.ts'
import type { Millis } from '../core/time/instant.ts'
import type { RecordedSource } from '../runtime/backtest/run-backtest.ts'
import { fullName } from '../runtime/context/reach.ts'
import { NotServable, readBinding } from './binding.ts'
import { shapesOf, signalsOf, slosOf } from './bound-signals.ts'
import { gatewaySockets } from './traffic.ts'

export type RecordedParts = {
  readonly bindingFile: string
  readonly environment: string
  /** Longer than the interval of the binding. */
  readonly stepMs?: Millis
  /** Of a server, which has kept what its gateways counted. */
  readonly database?: DatabaseAccess
  readonly sleep: (ms: Millis) => Promise<void>
}

export type RecordedSources = {
  readonly sources: readonly RecordedSource[]
  readonly shapes: ReadonlyMap<string, SignalShape>
  readonly slos: ReadonlyMap<string, number>
  /** Why a signal cannot be looked back at, as half a sentence. */
  whyNot(signal: string): string
  close(): Promise<void>
}

/** Who still knows what was measured of an environment. Throws `NotServable`. */
export async function recordedSources(parts: RecordedParts): Promise<RecordedSources> {
  const { bindingFile, environment, stepMs, database, sleep } = parts
  const { environments } = await readBinding(bindingFile)
  const bound = own(environments, environment)
  if (bound === undefined)
    throw new NotServable(
      `the binding ${bindingFile} has no environment ${environment}; it has ${Object.keys(environments).join(', ')}`,
    )
  const sources: RecordedSource[] = []
  const measured = signalsOf(bound, 'prometheus')
  if (bound.prometheus !== null && Object.keys(measured).length > 0) {
    const fault = stepMs === undefined ? null : stepFault(stepMs, bound.prometheus)
    if (fault !== null) throw new NotServable(fault)
    const secrets = openSecrets({ env: process.env, dir: join(dirname(resolve(bindingFile)), 'secrets') })
    sources.push({
      metrics: recordedPrometheus({
        prometheus: bound.prometheus,
        signals: measured,
        secrets,
        sleep,
        ...(stepMs === undefined ? {} : { stepMs }),
      }),
      signals: new Set(Object.keys(measured)),
    })
  }
  const counted = signalsOf(bound, 'gateway')
  const store =
    database === undefined || Object.keys(counted).length === 0
      ? null
      : await openStore({ url: database, connections: 2 })
  if (store !== null) {
    const at = dirname(resolve(bindingFile))
    const targets = new Map(
      Object.entries(bound.targets).map(([service, { traffic }]) => [
        fullName(environment, service),
        gatewaySockets(traffic, at),
      ]),
    )
    const metrics = gatewayMetrics({ samples: store.samples, targets, signals: counted })
    sources.push({
      metrics: recordedTelemetry(`the telemetry of ${environment}`, environment, metrics),
      signals: new Set(Object.keys(counted)),
    })
  }
  return {
    sources,
    shapes: shapesOf(bound.signals),
    slos: slosOf(bound.signals),
    whyNot: (signal) => whyNot(own(bound.signals, signal)?.source ?? null, environment),
    close: async () => store?.close(),
  }
}

function whyNot(source: 'prometheus' | 'gateway' | 'sql' | 'http' | null, environment: string): string {
  switch (source) {
    case null:
      return `nobody measures it in ${environment}`
    case 'gateway':
      return 'its gateways keep nothing: give --database-url of a server that does, or --series'
    case 'sql':
    case 'http':
      return `a source that is asked by ${source === 'sql' ? 'SQL' : 'HTTP'} cannot look back: give --series`
    case 'prometheus':
      return 'its Prometheus was not asked'
  }
}
