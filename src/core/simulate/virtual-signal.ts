import { Buckets } from '../histogram/histogram.ts'
import { LATENCY_EDGES_MS } from '../histogram/latency-buckets.ts'
import { ownSpan, type Rule } from '../judge/rule.ts'
import { numbersOf, shapeByRules } from '../judge/rule-shape.ts'
import { countedInSpan, type Sample, summed } from '../judge/sample.ts'
import { rulesOfLevel } from '../level/level.ts'
import { rulesOf } from '../runbook/rules-of.ts'
import type { Runbook } from '../runbook/runbook.ts'
import { countsSpan, isLatency, type SignalShape } from '../signal/shape.ts'
import type { Instant, Millis } from '../time/instant.ts'

/**
 * A signal of a simulation: what its numbers are, what it shows while all is well, and how finely a distribution
 * is counted.
 */
export type VirtualSignal = {
  readonly shape: SignalShape
  readonly healthy: number
  readonly edges: readonly number[]
  /** Of a count over a span: over how long its value is shown. */
  readonly spanMs: Millis
}

export type VirtualSignals = ReadonlyMap<string, VirtualSignal>

/** Every signal that a rule of the runbook looks at; where nobody says what it is, its rules do. */
export function virtualSignals(
  runbook: Runbook,
  shapeOf: (signal: string) => SignalShape | null,
): VirtualSignals {
  const rules = [
    ...rulesOf(runbook).map(({ rule }) => rule),
    ...(runbook.levels ?? []).flatMap((level): readonly Rule[] => rulesOfLevel(level)),
  ]
  const names = [...new Set(rules.map(({ signal }) => signal))]
  return new Map(
    names.map((name) => {
      const its = rules.filter(({ signal }) => signal === name)
      return [name, virtualSignal(shapeOf(name) ?? shapeByRules(its), its)]
    }),
  )
}

function virtualSignal(shape: SignalShape, rules: readonly Rule[]): VirtualSignal {
  const bounds = rules.flatMap(numbersOf)
  return {
    shape,
    healthy: healthyOf(shape, bounds),
    edges: isLatency(shape) ? LATENCY_EDGES_MS : edgesAt(bounds),
    spanMs: Math.max(SPAN_LEAST, ...rules.map(({ form }) => ownSpan(form) ?? 0)),
  }
}

const HEALTHY_MS = 50
/** Of a count that no rule looks at over a span of its own. */
const SPAN_LEAST: Millis = 60_000

/** Nothing fails, nothing is slow, and nothing else is near a bound. */
function healthyOf(shape: SignalShape, bounds: readonly number[]): number {
  if (shape.kind === 'ratio') return shape.direction === 'lower' ? 1 : 0
  if (isLatency(shape)) return HEALTHY_MS
  return shape.direction === 'higher'
    ? Math.min(0, ...bounds.map((bound) => 2 * bound))
    : 2 * Math.max(0, ...bounds)
}

/** From a thousandth to a million millions, and at every bound, so that a value lies on the right side of it. */
function edgesAt(bounds: readonly number[]): readonly number[] {
  const powers = Array.from({ length: 16 }, (_, i) => 10 ** (i - 3))
  const edges = [...powers.flatMap((power) => [power, 2 * power, 5 * power]), ...bounds.filter((b) => b > 0)]
  return [...new Set(edges)].sort((a, b) => a - b)
}

/**
 * A steady stream of requests, `perMs` of them, over [at, at + span); `offset` is how long the simulation had run
 * by then.
 */
export type Stream = {
  readonly at: Instant
  readonly span: Millis
  readonly offset: Millis
  readonly perMs: number
}

/** What is measured of a signal that has this value all the while. */
export function virtualSample(
  { shape, edges, spanMs }: VirtualSignal,
  value: number,
  stream: Stream,
): Sample {
  const { at, span, perMs, offset } = stream
  const total = whole(perMs, offset, span)
  switch (shape.kind) {
    case 'ratio': {
      const bad = Math.min(total, whole(badPerMs(shape, value, perMs), offset, span))
      return { kind: 'ratio', at, span, total, good: shape.direction === 'lower' ? total - bad : bad }
    }
    case 'distribution': {
      const found = edges.findIndex((edge) => value <= edge)
      const bucket = found === -1 ? edges.length : found
      const low = edges[bucket - 1] ?? Number.NEGATIVE_INFINITY
      const buckets = new Buckets()
      if (total > 0) buckets.add(low, edges[bucket] ?? Number.POSITIVE_INFINITY, total)
      return { kind: 'distribution', at, span, ...buckets.histogram(), quantile: 0.95 }
    }
    case 'gauge':
      return summed(at, span, value, 1)
    case 'count':
      return countsSpan(shape)
        ? countedInSpan(at, span, whole(value / spanMs, offset, span))
        : summed(at, span, (value * span) / 1_000, span / 1_000)
    case 'mean':
      return summed(at, span, value * total, total)
  }
}

/** How many of these intervals in a row, each as long as the first, are sure to show the same as it. */
export function alikeFor(
  { shape, spanMs }: VirtualSignal,
  value: number,
  stream: Stream,
  most: number,
): number {
  const { perMs } = stream
  switch (shape.kind) {
    case 'ratio':
      return evenFor(perMs, stream, evenFor(badPerMs(shape, value, perMs), stream, most))
    case 'distribution':
    case 'mean':
      return evenFor(perMs, stream, most)
    case 'count':
      return countsSpan(shape) ? evenFor(value / spanMs, stream, most) : most
    case 'gauge':
      return most
  }
}

/** How many intervals in a row have as many requests as the first. */
function evenFor(perMs: number, { offset, span }: Stream, most: number): number {
  const first = whole(perMs, offset, span)
  let times = 0
  while (times < most && whole(perMs, offset + times * span, span) === first) times += 1
  return times
}

function badPerMs({ direction }: SignalShape, value: number, perMs: number): number {
  const well = direction === 'lower' ? value : 1 - value
  return perMs * (1 - well)
}

/** Whole requests in a span of a steady stream, so that no interval loses its fractions. */
function whole(perMs: number, from: Millis, span: Millis): number {
  return Math.floor(perMs * (from + span) + 1e-9) - Math.floor(perMs * from + 1e-9)
}
