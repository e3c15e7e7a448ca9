import type { Measure, Unit } from './unit.ts'

/**
 * What the numbers of a signal are. The binding says it, and it travels with every number that is measured.
 * Nothing is ever read off a signal's name.
 */
export type SignalShape = Measure & { readonly kind: SignalKind; readonly direction: Direction }

export const SIGNAL_KINDS = ['ratio', 'distribution', 'gauge', 'count', 'mean'] as const
export type SignalKind = (typeof SIGNAL_KINDS)[number]

/** Which way is worse. */
export const DIRECTIONS = ['higher', 'lower'] as const
export type Direction = (typeof DIRECTIONS)[number]

/** How the binding's environment describes a signal; null when it does not bind it. */
export type ShapeOf = (environment: string, signal: string) => SignalShape | null

type KindRow = {
  /** When the binding does not say. */
  readonly unit: Unit
  readonly direction: Direction
  readonly units: readonly Unit[]
  /** What each of its samples is, and so what `minSamples` asks for. */
  readonly samples: 'requests' | 'readings' | 'seconds'
}

const AMOUNTS = ['ms', 's', 'bytes', 'count', 'money', 'none'] as const

/**
 * - `ratio`: how much of all was good, or was not.
 * - `distribution`: how much each request took, by a quantile.
 * - `gauge`: how full or how long something is at a moment.
 * - `count`: how often something happens, each second; in the unit `count`, how often within what is looked at.
 * - `mean`: how much one of them takes on average.
 */
export const KINDS: Readonly<Record<SignalKind, KindRow>> = {
  ratio: { unit: 'ratio', direction: 'lower', units: ['ratio'], samples: 'requests' },
  distribution: { unit: 'ms', direction: 'higher', units: AMOUNTS, samples: 'requests' },
  gauge: { unit: 'none', direction: 'higher', units: ['ratio', ...AMOUNTS], samples: 'readings' },
  count: { unit: 'per-second', direction: 'higher', units: ['per-second', 'count'], samples: 'seconds' },
  mean: { unit: 'none', direction: 'higher', units: ['ratio', ...AMOUNTS], samples: 'requests' },
}

/** How many there were within the span of a rule, and not how many each second. */
export const countsSpan = ({ kind, unit }: Pick<SignalShape, 'kind' | 'unit'>): boolean =>
  kind === 'count' && unit === 'count'

/** The shape alone, of a longer description that contains it. */
export function shapeIn({ kind, unit, direction, currency }: SignalShape): SignalShape {
  return { kind, unit, direction, ...(currency === undefined ? {} : { currency }) }
}

/** A distribution of durations for which more is worse. */
export const isLatency = ({ kind, unit, direction }: SignalShape): boolean =>
  kind === 'distribution' && (unit === 'ms' || unit === 's') && direction === 'higher'
