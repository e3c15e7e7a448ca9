import { httpSource } from '../adapters/http-signals/metrics.ts'
import { sqlSource } from '../adapters/sql-signals/metrics.ts'
import type { EnvironmentBinding } from '../core/binding/binding.ts'
import type { HttpSignalBinding, SignalBinding, SqlSignalBinding } from '../core/binding/signal-binding.ts'
import { formatDuration } from '../core/time/duration.ts'
import type { Clock } from '../ports/clock.ts'
import { type Polled, polledMetrics } from '../ports/polled-metrics.ts'
import type { PolledSignals } from '../ports/polled-signals.ts'
import type { Secrets } from '../ports/secrets.ts'
import type { SignalSource } from '../runtime/context/reach.ts'
import { shapesOf, signalsOf, slosOf, undividedOf } from './bound-signals.ts'

export type PolledParts = { readonly clock: Pick<Clock, 'now'>; readonly secrets: Secrets }

/** A source of an environment that is asked for numbers, with the signals that it is asked for. */
export type PolledSource = {
  /** One of a kind in a server: several environments and rhythms may share an address. */
  readonly title: string
  readonly signals: Readonly<Record<string, SignalBinding>>
  // Each source has its own kinds of question and answer, and nobody but itself looks into them.
  readonly polled: Polled<never, never>
}

/** A source for each database, and for each address and rhythm, so that none that is slow holds up another. */
export function polledSourcesOf(
  environment: string,
  bound: EnvironmentBinding,
  parts: PolledParts,
): readonly PolledSource[] {
  return [...databases(environment, bound, parts), ...addresses(environment, bound, parts)]
}

export function polledSources(
  environment: string,
  bound: EnvironmentBinding,
  parts: PolledParts,
): readonly SignalSource[] {
  return polledSourcesOf(environment, bound, parts).map(({ title, signals, polled }) => ({
    name: title,
    metrics: polledMetrics(polled, parts.clock),
    signals: new Map([[environment, shapesOf(signals)]]),
    slos: new Map([[environment, slosOf(signals)]]),
    undivided: new Map([[environment, undividedOf(signals)]]),
    isPulled: false,
  }))
}

function databases(
  environment: string,
  bound: EnvironmentBinding,
  parts: PolledParts,
): readonly PolledSource[] {
  const signals = Object.entries(signalsOf(bound, 'sql'))
  const byDatabase = Map.groupBy(signals, ([, { database }]) => database)
  return [...byDatabase].flatMap(([name, those]) => {
    const database = Object.hasOwn(bound.databases, name) ? bound.databases[name] : undefined
    if (database === undefined) return []
    const title = `the database ${name} of ${environment}`
    const asked = askedOf<SqlSignalBinding>(title, environment, bound, those)
    return [
      {
        title,
        signals: asked.signals,
        polled: sqlSource({ ...asked, ...parts, database }) as Polled<never, never>,
      },
    ]
  })
}

function addresses(
  environment: string,
  bound: EnvironmentBinding,
  parts: PolledParts,
): readonly PolledSource[] {
  const signals = Object.entries(signalsOf(bound, 'http'))
  const byRhythm = Map.groupBy(signals, ([, { url, intervalMs, lagMs, timeLimitMs }]) =>
    JSON.stringify([new URL(url).origin, intervalMs, lagMs, timeLimitMs]),
  )
  return [...byRhythm.values()].flatMap((those) => {
    const [first] = those
    if (first === undefined) return []
    const [, { url, intervalMs }] = first
    const { origin } = new URL(url)
    const asked = askedOf<HttpSignalBinding>(origin, environment, bound, those)
    return [
      {
        title: `${origin} for ${environment}, every ${formatDuration(intervalMs)}`,
        signals: asked.signals,
        polled: httpSource({ ...asked, ...parts }) as Polled<never, never>,
      },
    ]
  })
}

const askedOf = <Bound>(
  name: string,
  environment: string,
  { targets }: EnvironmentBinding,
  signals: readonly (readonly [string, Bound])[],
): PolledSignals<Bound> => ({
  name,
  environment,
  targets: Object.keys(targets),
  signals: Object.fromEntries(signals),
})
