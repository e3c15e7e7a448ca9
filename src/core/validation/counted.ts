import { isTrue } from '../judge/measure.ts'
import type { KnownBound } from '../judge/rule.ts'
import { OP_WORDS } from '../judge/words.ts'
import { failed, type Verdict } from './basis/verdict.ts'
import type { Check, Kind } from './check.ts'

/** What has to be so of what a check counts: the share of it that is good, or how many are. */
export type CountBound = { readonly of: 'share' | 'number'; readonly bound: KnownBound }

/** The kinds that count what is good. */
const COUNTS = ['report', 'command', 'sql'] as const satisfies readonly Kind[]
type Counting = Extract<Check['look'], { readonly kind: (typeof COUNTS)[number] }>

export const canCount = (kind: Kind): boolean => COUNTS.some((one) => one === kind)

/** Anything goes that the check itself does not ask for: the bound takes the place of "all of it". */
const ANY = { op: 'at-least', value: 0 } as const

/** The check to look at when somebody else says how much of it is enough; its own bound stays. */
export function lettingCount(check: Check): Check {
  const { look } = check
  if (!isCounting(look) || look.at.limit !== null) return check
  return { ...check, look: { ...look, at: { ...look.at, limit: ANY } } as Check['look'] }
}

const isCounting = (look: Check['look']): look is Counting => canCount(look.kind)

/** The word of a check, held to a bound on what it counts. What is not counted cannot be enough. */
export function heldTo<V extends Verdict>({ of, bound }: CountBound, verdict: V): V {
  if (verdict.outcome !== 'passed') return verdict
  const wanted = `${boundInWords({ of, bound })} wanted`
  const { counted } = verdict
  if (counted === undefined) return { ...verdict, ...failed(`it counts nothing, and ${wanted}`) }
  const value = of === 'number' ? counted.good : counted.good / counted.total
  const holds = counted.total > 0 && isTrue(bound, value)
  return holds ? verdict : { ...verdict, ...failed(`${verdict.says}, ${wanted}`) }
}

/** `at least 93%`, `between 2 and 5`. */
export function boundInWords({ of, bound }: CountBound): string {
  const words = (value: number): string =>
    of === 'share' ? `${Number((value * 100).toPrecision(6))}%` : String(value)
  return bound.op === 'between'
    ? `between ${words(bound.low)} and ${words(bound.high)}`
    : `${OP_WORDS[bound.op]} ${words(bound.value)}`
}
