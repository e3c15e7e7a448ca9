import type { Logger } from 'pino'
import type { WantedCounting } from '../adapters/gateway/counting.ts'
import { gatewayMetrics } from '../adapters/gateway/metrics.ts'
import { prometheusMetrics } from '../adapters/prometheus/metrics.ts'
import type { Binding, EnvironmentBinding, PrometheusBinding } from '../core/binding/binding.ts'
import type { SignalBinding } from '../core/binding/signal-binding.ts'
import type { Clock } from '../ports/clock.ts'
import type { Secrets } from '../ports/secrets.ts'
import type { Store } from '../ports/store/store.ts'
import { fullName, type SignalSource } from '../runtime/context/reach.ts'
import { NotServable } from './binding.ts'
import { shapesOf, signalsOf, slosOf } from './bound-signals.ts'
import { polledSources } from './polled-sources.ts'
import { gatewaySockets } from './traffic.ts'

export type SourceParts = {
  /** The directory of the binding file. */
  readonly at: string
  readonly store: Pick<Store, 'samples'>
  readonly clock: Clock
  readonly secrets: Secrets
  /** What gateways count apart; left out: reasons alone. */
  readonly counting?: WantedCounting
  readonly log?: Logger
}

/**
 * Who measures the signals of all environments. A Prometheus that several of them share is one source, and asked
 * once.
 */
export function signalSources(
  environments: Binding['environments'],
  parts: SourceParts,
): readonly SignalSource[] {
  const gateways = Object.entries(environments).flatMap(([name, bound]) => gatewaySource(name, bound, parts))
  const measured = Object.entries(environments).flatMap(([name, bound]) => {
    const signals = signalsOf(bound, 'prometheus')
    return bound.prometheus === null || Object.keys(signals).length === 0
      ? []
      : [{ name, prometheus: bound.prometheus, signals, targets: Object.keys(bound.targets) }]
  })
  const shared = [...Map.groupBy(measured, ({ prometheus }) => JSON.stringify(prometheus)).values()]
  const polled = Object.entries(environments).flatMap(([name, bound]) => polledSources(name, bound, parts))
  return [
    ...gateways,
    ...shared.flatMap((those) => prometheusSource(those, nameOf(those, measured), parts)),
    ...polled,
  ]
}

/** One address may stand for several: each tenant, by a header, is a Prometheus of its own. */
function nameOf(those: readonly Measured[], all: readonly Measured[]): string {
  const url = those[0]?.prometheus.url ?? ''
  const isShared = all.some((other) => other.prometheus.url === url && !those.includes(other))
  const whose = isShared ? ` for ${those.map(({ name }) => name).join(' and ')}` : ''
  return `Prometheus at ${url}${whose}`
}

function gatewaySource(
  name: string,
  bound: EnvironmentBinding,
  { at, store, counting }: SourceParts,
): readonly SignalSource[] {
  const signals = signalsOf(bound, 'gateway')
  if (Object.keys(signals).length === 0) return []
  const sockets = Object.entries(bound.targets).map(
    ([service, { traffic }]) => [fullName(name, service), gatewaySockets(traffic, at)] as const,
  )
  try {
    return [
      {
        name: `the gateways of ${name}`,
        metrics: gatewayMetrics({
          samples: store.samples,
          targets: new Map(sockets),
          signals,
          ...(counting === undefined ? {} : { counting }),
        }),
        signals: new Map([[name, shapesOf(signals)]]),
        slos: new Map([[name, slosOf(signals)]]),
        isPulled: true,
      },
    ]
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new NotServable(`the gateway cannot measure what the binding of ${name} asks for: ${error.message}`)
  }
}

type Measured = {
  readonly name: string
  readonly prometheus: PrometheusBinding
  readonly signals: Readonly<Record<string, Extract<SignalBinding, { source: 'prometheus' }>>>
  readonly targets: readonly string[]
}

function prometheusSource(
  environments: readonly Measured[],
  name: string,
  { secrets, clock, log }: SourceParts,
): readonly SignalSource[] {
  const [first] = environments
  if (first === undefined) return []
  const { prometheus } = first
  const told = new Set<string>()
  const remark = (words: string) => {
    if (told.has(words) || told.size >= REMARKS_MAX) return
    told.add(words)
    log?.info({ source: name }, `${name} remarks: ${words}`)
  }
  const measured = Object.fromEntries(
    environments.map(({ name, signals, targets }) => [name, { signals, targets }]),
  )
  return [
    {
      name,
      metrics: prometheusMetrics({ prometheus, environments: measured, secrets, clock, remark }),
      signals: new Map(environments.map(({ name, signals }) => [name, shapesOf(signals)])),
      slos: new Map(environments.map(({ name, signals }) => [name, slosOf(signals)])),
      isPulled: false,
    },
  ]
}

/** Each remark is logged once, up to a limit. */
const REMARKS_MAX = 100
