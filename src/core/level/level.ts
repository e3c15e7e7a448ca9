import { isOfNothing, type Relative, resolved } from '../judge/reference.ts'
import { type Gate, isRelative, type SignalName } from '../judge/rule.ts'
import type { Evidence, Verdict } from '../judge/verdict.ts'
import type { Direction } from '../signal/shape.ts'
import type { Millis } from '../time/instant.ts'

/** Milder ones first. `governance` stands beside the others: those who govern have a limit of their own. */
export const LEVEL_NAMES = ['warn', 'critical', 'governance'] as const
export type LevelName = (typeof LEVEL_NAMES)[number]

/** From here on it is reached, the number itself included; in the scale of the signal. */
export type Threshold = { readonly value: number } | Relative

/** A signal with what is shown and told of it. It decides nothing. */
export type Level = {
  /** Unique within the plan: `latency-p95-over-5m`. */
  readonly id: string
  readonly signal: SignalName
  /** One number over so long is what is compared. */
  readonly spanMs: Millis
  readonly minSamples: number
  /** Which way is worse. */
  readonly worse: Direction
  readonly tell?: readonly string[]
} & { readonly [name in LevelName]?: Threshold }

/** Those that it has, in order. */
export const thresholdsOf = (
  level: Level,
): readonly { readonly name: LevelName; readonly threshold: Threshold }[] =>
  LEVEL_NAMES.flatMap((name) => {
    const threshold = level[name]
    return threshold === undefined ? [] : [{ name, threshold }]
  })

/**
 * What is measured for it, as a rule whose verdict says whether there is enough: that one threshold is not reached. One
 * that refers to something comes first, so that the number it refers to is found.
 */
export function ruleOfLevel(level: Level): Gate {
  const all = thresholdsOf(level)
  const first = all.find(({ threshold }) => 'of' in threshold) ?? all[0]
  return ruleAt(level, first?.threshold ?? { value: 0 })
}

/** One for each threshold, which differ in nothing else. */
export const rulesOfLevel = (level: Level): readonly Gate[] =>
  thresholdsOf(level).map(({ threshold }) => ruleAt(level, threshold))

function ruleAt({ id, signal, spanMs, minSamples, worse }: Level, threshold: Threshold): Gate {
  return {
    kind: 'gate',
    id,
    signal,
    bound: { op: worse === 'higher' ? 'below' : 'above', ...threshold },
    form: { form: 'over', span: spanMs },
    minSamples,
    noData: { afterMs: 0, then: 'hold' },
    otherwise: 'hold',
  }
}

type Word = { readonly verdict: Verdict; readonly evidence: Evidence }

/** Which of them are reached, in order; null where nothing is known, or too little. */
export function reached(level: Level, { verdict, evidence }: Word): readonly LevelName[] | null {
  const { value } = evidence
  if (value === null || verdict === 'no-data' || verdict === 'inconclusive') return null
  return thresholdsOf(level).flatMap(({ name, threshold }) => {
    const number = numberOf(threshold, evidence)
    if (number === null || isAsItWas(threshold, evidence)) return []
    return (level.worse === 'higher' ? value >= number : value <= number) ? [name] : []
  })
}

/** 5 % more than nothing is nothing, and nothing has happened yet. */
const isAsItWas = (threshold: Threshold, { value, refersTo }: Evidence): boolean =>
  'of' in threshold &&
  refersTo !== undefined &&
  value === refersTo.number &&
  isOfNothing(threshold, refersTo.number)

/** A threshold as a number; null where what it refers to was not found. */
export function numberOf(threshold: Threshold, { bound, refersTo }: Evidence): number | null {
  if ('value' in threshold) return threshold.value
  if (isRelative(bound) || refersTo === undefined || refersTo.of !== threshold.of) return null
  return resolved(threshold, refersTo.number)
}
