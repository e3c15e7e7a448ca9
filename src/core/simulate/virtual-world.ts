import type { TrafficObserved } from '../change/outside/observations.ts'
import type { Order } from '../change/outside/order.ts'
import { merge } from '../judge/measure.ts'
import type { Rule } from '../judge/rule.ts'
import type { Sample } from '../judge/sample.ts'
import { isLatency, type SignalShape } from '../signal/shape.ts'
import type { Instant, Millis } from '../time/instant.ts'
import { CLOSED, type Desired, FULL, otherSide, type Side, type Slot, weightOf } from '../traffic/desired.ts'
import { asMode, NORMAL } from '../traffic/mode.ts'
import type { Script } from './script.ts'
import { boundSamples } from './too-long.ts'
import {
  alikeFor,
  type Stream,
  type VirtualSignal,
  type VirtualSignals,
  virtualSample,
} from './virtual-signal.ts'

type MeasuredWorld = Script & { readonly scrapeLag: Millis }

/** Virtual proxies and virtual users: what a target does when a split is ordered, and what would be measured on it. */
export class VirtualWorld {
  readonly #script: MeasuredWorld
  readonly #start: Instant
  readonly #signals: VirtualSignals
  readonly #targets = new Map<
    string,
    {
      desired: Desired
      settledAt: Instant
      drainedAt: Instant
      weights: { at: Instant; weight: number }[]
    }
  >()

  /** `targets`: which side of each is stable. */
  constructor(
    script: MeasuredWorld,
    start: Instant,
    targets: ReadonlyMap<string, Side>,
    signals: VirtualSignals,
  ) {
    this.#script = script
    this.#start = start
    this.#signals = signals
    for (const [target, stable] of targets)
      this.#targets.set(target, {
        desired: { generation: 1, stable, split: CLOSED },
        settledAt: start,
        drainedAt: start,
        weights: [{ at: start, weight: 0 }],
      })
  }

  obey(order: Extract<Order, { order: 'split' | 'adopt' | 'mode' }>, now: Instant): void {
    const target = this.#of(order.target)
    target.desired = obeyed(target.desired, order)
    target.settledAt = now + this.#script.proxiesTake
    if (order.order === 'mode') target.drainedAt = target.settledAt + this.#script.writesTake
    target.weights.push({ at: target.settledAt, weight: weightOf(target.desired.split) })
  }

  traffic(now: Instant): Readonly<Record<string, TrafficObserved>> {
    return Object.fromEntries(
      [...this.#targets].map(([name, { desired, settledAt, drainedAt }]) => [
        name,
        {
          desired,
          settled: now >= settledAt,
          observed: this.#weightAt(name, now),
          writes: now >= settledAt && desired.mode !== undefined ? (now >= drainedAt ? 0 : 1) : null,
        },
      ]),
    )
  }

  /** When the next proxy acknowledges, or has no write under way any more. */
  nextAcknowledgement(now: Instant): Instant | null {
    const later = [...this.#targets.values()]
      .flatMap(({ settledAt, drainedAt }) => [settledAt, drainedAt])
      .filter((at) => at > now)
    return later.length === 0 ? null : Math.min(...later)
  }

  /** When a line of the script next begins or ends. */
  nextEdge(now: Instant): Instant {
    const edges = this.#script.evidence.flatMap(({ from, until }) => [
      from,
      until ?? Number.POSITIVE_INFINITY,
    ])
    return Math.min(...edges.map((offset) => this.#start + offset).filter((at) => at > now))
  }

  /** Everything before this is known at `now`; null while the source is away. */
  watermark(target: string, now: Instant, every: Millis, slot: Slot = 'canary'): Instant | null {
    if (this.#lines(target, slot, now).some(({ missing, lost }) => missing === true || lost === true))
      return null
    return Math.floor((now - this.#script.scrapeLag) / every) * every
  }

  measure(
    target: string,
    slot: Slot,
    of: Measurable,
    from: Instant,
    to: Instant,
    every: Millis,
  ): readonly Sample[] {
    const samples: Sample[] = []
    boundSamples((to - from) / every)
    for (let at = Math.floor(from / every) * every; at + every <= to; at += every)
      if (!this.#isLost(target, slot, at, every)) samples.push(this.#sample(target, slot, of, at, every))
    return samples
  }

  /** What a week before these intervals was on the whole target, as of today. */
  lastWeek(signal: string, from: Instant, to: Instant, every: Millis): readonly Sample[] {
    const { lastWeek, requestsPerSecond } = this.#script
    const of = this.#signalOf(signal)
    const said = Object.hasOwn(lastWeek, signal) ? lastWeek[signal] : undefined
    if (said === 'nothing') return []
    const samples: Sample[] = []
    for (let at = Math.floor(from / every) * every; at + every <= to; at += every) {
      const stream = { at, span: every, perMs: requestsPerSecond / 1_000, offset: at - this.#start }
      samples.push(virtualSample(of, said?.value ?? of.healthy, stream))
    }
    return samples
  }

  /**
   * What the first of these intervals shows, and how many in a row are sure to show the same; null where it is not
   * measured.
   */
  alike(
    target: string,
    slot: Slot,
    of: Measurable,
    from: Instant,
    most: number,
    every: Millis,
  ): { readonly sample: Sample; readonly times: number } | null {
    if (this.#isLost(target, slot, from, every)) return null
    const steps = this.#of(target).weights.map(({ at }) => at)
    const end = Math.min(this.nextEdge(from), ...steps.filter((at) => at > from))
    const until = Math.min(most, Math.floor((end - from) / every))
    return {
      sample: this.#sample(target, slot, of, from, every),
      times: this.#shown(target, slot, of, from, every).reduce(
        (times, [, signal, value, stream]) => alikeFor(signal, value, stream, times),
        until,
      ),
    }
  }

  /** An interval of which a part was not measured is not measured. */
  #isLost(target: string, slot: Slot, at: Instant, span: Millis): boolean {
    const lost = (moment: Instant) => this.#lines(target, slot, moment).some((line) => line.lost === true)
    return lost(at) || lost(at + span - 1)
  }

  #sample(target: string, slot: Slot, of: Measurable, at: Instant, span: Millis): Sample {
    const series = this.#shown(target, slot, of, at, span).map(([name, ...shown]) => ({
      name,
      sample: virtualSample(...shown),
    }))
    const whole = merge(series.map(({ sample }) => sample))
    if (whole === null) throw new Error(`nothing is measured of ${of.signal}`)
    return of.each === undefined ? whole : { ...whole, series }
  }

  /** What there is to be measured: all of it, or of a rule that judges each series every one by its name. */
  #shown(
    target: string,
    slot: Slot,
    { signal, each }: Measurable,
    at: Instant,
    span: Millis,
  ): readonly [string, VirtualSignal, number, Stream][] {
    const share = this.#weightAt(target, at) / FULL
    const names = each === undefined ? [ALL] : this.#seriesOf(signal)
    const perMs =
      (this.#script.requestsPerSecond * (slot === 'canary' ? share : 1 - share)) / 1000 / names.length
    const of = this.#signalOf(signal)
    const { before } = this.#script
    const earlier = at < this.#start && Object.hasOwn(before, signal) ? before[signal]?.value : undefined
    const lines = this.#lines(target, slot, at)
    return names.map((name) => {
      const value = lines.reduce(
        (before, line) => seriesSaid(line, signal, name) ?? saidOf(line, signal, of) ?? before,
        earlier ?? of.healthy,
      )
      return [name, of, value, { at, span, perMs, offset: at - this.#start }]
    })
  }

  /** Those that the script names anywhere; else there is one. */
  #seriesOf(signal: string): readonly string[] {
    const names = this.#script.evidence.flatMap(({ series = {} }) =>
      Object.hasOwn(series, signal) ? Object.keys(series[signal] ?? {}) : [],
    )
    return names.length === 0 ? [ALL] : [...new Set(names)].sort()
  }

  #lines(target: string, slot: Slot, at: Instant): Script['evidence'] {
    const offset = at - this.#start
    return this.#script.evidence.filter(
      (line) =>
        line.from <= offset &&
        offset < (line.until ?? Number.POSITIVE_INFINITY) &&
        line.slot === slot &&
        (line.targets === undefined || line.targets.includes(target)) &&
        this.#weightAt(target, at) >= (line.fromWeight ?? 0) * FULL,
    )
  }

  #weightAt(target: string, at: Instant): number {
    return this.#of(target).weights.findLast((change) => change.at <= at)?.weight ?? 0
  }

  sloOf(signal: string): number | null {
    const { slos } = this.#script
    return Object.hasOwn(slos, signal) ? (slos[signal]?.value ?? null) : null
  }

  #signalOf(signal: string): VirtualSignal {
    const of = this.#signals.get(signal)
    if (of === undefined) throw new Error(`no rule of the runbook looks at the signal ${signal}`)
    return of
  }

  shapeOf(signal: string): SignalShape | null {
    return this.#signals.get(signal)?.shape ?? null
  }

  #of(name: string) {
    const target = this.#targets.get(name)
    if (target === undefined) throw new Error(`the runbook does not claim the target ${name}`)
    return target
  }
}

/** What a rule looks at. */
type Measurable = Pick<Rule, 'signal' | 'each'>

/** The one series of a signal of which the script names none. */
const ALL = 'all'

function seriesSaid(
  { series }: Script['evidence'][number],
  signal: string,
  name: string,
): number | undefined {
  const its = series !== undefined && Object.hasOwn(series, signal) ? series[signal] : undefined
  return its !== undefined && Object.hasOwn(its, name) ? its[name]?.value : undefined
}

function obeyed(desired: Desired, order: Extract<Order, { order: 'split' | 'adopt' | 'mode' }>): Desired {
  const { generation, stable, split, mode } = desired
  const kept = { generation: generation + 1, ...asMode(mode ?? NORMAL) }
  switch (order.order) {
    case 'split':
      return { ...kept, stable, split: order.split }
    case 'adopt':
      return { ...kept, stable: otherSide(stable), split: CLOSED }
    case 'mode':
      return { generation: kept.generation, stable, split, ...asMode(order.mode) }
  }
}

/** What a line of the script says of a signal: by its name, or by what all signals of its kind show. */
function saidOf(
  { signals, success, latencyMs }: Script['evidence'][number],
  name: string,
  { shape }: VirtualSignal,
): number | undefined {
  const said = signals !== undefined && Object.hasOwn(signals, name) ? signals[name] : undefined
  if (said !== undefined) return said.value
  if (isLatency(shape)) return latencyMs
  if (shape.kind !== 'ratio' || success === undefined) return undefined
  return shape.direction === 'lower' ? success : 1 - success
}
