import { measure } from '../../core/judge/measure.ts'
import { KINDS, type SignalShape } from '../../core/signal/shape.ts'
import { formatDuration } from '../../core/time/duration.ts'
import type { Instant, Millis } from '../../core/time/instant.ts'
import type { Side } from '../../core/traffic/desired.ts'
import type { Clock } from '../../ports/clock.ts'
import { type Answer, type Metrics, MetricsUnavailable, type Question } from '../../ports/metrics.ts'
import type { Store } from '../../ports/store/store.ts'
import type { Measure } from '../series/series.ts'
import { instant } from '../shown/instant.ts'
import type { MeasuredNow, SignalNow, SignalsView } from './signals-view.ts'

/** A source of signals, as far as it is looked at here. */
export type LookedAt = {
  readonly name: string
  readonly metrics: Pick<Metrics, 'intervalMs' | 'lagMs'>
  readonly signals: ReadonlyMap<string, ReadonlyMap<string, SignalShape>>
  readonly slos?: ReadonlyMap<string, ReadonlyMap<string, number>>
}

/** Null when there is no such environment. */
export type SignalsReader = (environment: string) => Promise<SignalsView | null>

export type SignalsFrom = {
  readonly sources: readonly LookedAt[]
  /** Of each environment. */
  readonly targetsOf: (environment: string) => readonly string[] | null
  readonly targets: Pick<Store['targets'], 'list'>
  readonly measure: Measure
  readonly clock: Pick<Clock, 'now'>
}

/** However many people look, the sources are asked once in this time. */
const FRESH_MS: Millis = 2_000
const LEAST_MS: Millis = 60_000
/** So many intervals at least, for a source that measures seldom, and at most, for one that is asked for each. */
const INTERVALS = 4
const INTERVALS_MAX = 15

export function signalsReader(from: SignalsFrom): SignalsReader {
  const looks = new Map<string, { readonly at: Instant; readonly seen: Promise<SignalsView> }>()
  return async (environment) => {
    const targets = from.targetsOf(environment)
    if (targets === null) return null
    const now = from.clock.now()
    const before = looks.get(environment)
    if (before !== undefined && now - before.at < FRESH_MS) return before.seen
    const seen = look(from, environment, targets, now)
    looks.set(environment, { at: now, seen })
    // A look that failed is not what the next one is told.
    seen.catch(() => looks.delete(environment))
    return seen
  }
}

async function look(
  { sources, targets, measure: ask }: SignalsFrom,
  environment: string,
  names: readonly string[],
  now: Instant,
): Promise<SignalsView> {
  const stables = new Map((await targets.list()).map(({ name, desired }) => [name, desired.stable]))
  const signals = sources.flatMap((source) =>
    [...(source.signals.get(environment) ?? [])].map(([signal, shape]) => ({
      ...{ source, signal, shape, overMs: overOf(source) },
      pairs: names.map((target) => {
        const stable: Side = stables.get(`${environment}/${target}`) ?? 'blue'
        const canary: Side = stable === 'blue' ? 'green' : 'blue'
        const question = { environment, target, signal, from: now - overOf(source) }
        return {
          target,
          stable: { ...question, slot: 'stable', side: stable } satisfies Question,
          canary: { ...question, slot: 'canary', side: canary } satisfies Question,
        }
      }),
    })),
  )
  const questions = signals.flatMap(({ pairs }) => pairs.flatMap(({ stable, canary }) => [stable, canary]))
  const answers = await ask(questions)
  const answered = new Map<Question, Answer>(
    questions.map((question, i) => [question, answers[i] ?? new MetricsUnavailable('nobody answered')]),
  )
  const seen = ({ signal, shape, source, overMs, pairs }: (typeof signals)[number]): SignalNow => ({
    ...{ signal, shape, source: source.name, overMs },
    slo: source.slos?.get(environment)?.get(signal) ?? null,
    targets: pairs.map(({ target, stable, canary }) => ({
      target,
      stable: measuredNow(answered.get(stable), shape, overMs),
      canary: measuredNow(answered.get(canary), shape, overMs),
    })),
  })
  return {
    environment,
    at: instant(now),
    signals: signals.map(seen).toSorted((a, b) => (a.signal < b.signal ? -1 : 1)),
  }
}

const overOf = ({ metrics: { intervalMs, lagMs = 0 } }: LookedAt): Millis =>
  Math.min(Math.max(LEAST_MS, INTERVALS * intervalMs), INTERVALS_MAX * intervalMs) + lagMs

function measuredNow(answer: Answer | undefined, { kind }: SignalShape, overMs: Millis): MeasuredNow {
  if (answer === undefined || answer instanceof MetricsUnavailable)
    return { value: null, samples: 0, upTo: null, why: answer?.message ?? 'nobody was asked' }
  const ends = answer.samples.map(({ at, span }) => at + span)
  if (ends.length === 0)
    return {
      ...{ value: null, samples: 0, upTo: null },
      why: `nothing was measured in the last ${formatDuration(overMs)}`,
    }
  const { value, samples } = measure(answer.samples)
  return {
    ...{ value, samples, upTo: instant(Math.max(...ends)) },
    why: value === null ? `there were no ${KINDS[kind].samples}` : null,
  }
}
