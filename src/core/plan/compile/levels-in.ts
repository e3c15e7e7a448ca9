import type { Path } from '../../document/finding.ts'
import { worseBy } from '../../judge/rule-shape.ts'
import { LEVEL_NAMES, type LevelName } from '../../level/level.ts'
import type { Direction } from '../../signal/shape.ts'
import type { Millis } from '../../time/instant.ts'
import { isRelative, type PlanValue } from '../rule/bound.ts'
import { spread } from '../rule/spread.ts'
import type { PlanLevel } from '../schema/levels.ts'
import type { Plan } from '../schema/plan.ts'
import { type Arranged, planTargets } from './arrange.ts'
import { boundOf } from './compile-rule.ts'
import { boundsOf, rulesIn } from './rules-in.ts'

const SPAN_MS: Millis = 5 * 60_000

/** One signal with its levels over one span, and where that is written. */
export type LevelIn = {
  readonly level: PlanLevel & { readonly signal: string }
  readonly spanMs: Millis
  readonly spanPath: Path
  readonly path: Path
  readonly signalPath: Path
  readonly targets: readonly string[]
}

export function levelsIn(plan: Plan, steps: readonly Arranged[]): readonly LevelIn[] {
  const targets = planTargets(steps)
  return spread(plan.levels).flatMap(({ rule: level, at, signalAt }) => {
    const path = ['levels', at]
    const of = { level, path, signalPath: [...path, ...signalAt], targets }
    const { over = SPAN_MS } = level
    if (typeof over === 'number') return [{ ...of, spanMs: over, spanPath: [...path, 'over'] }]
    return over.map((spanMs, i) => ({ ...of, spanMs, spanPath: [...path, 'over', i] }))
  })
}

/** Those that it has, in order, with the path of each. */
export const writtenThresholds = ({ level, path }: LevelIn) =>
  LEVEL_NAMES.flatMap((name): readonly { name: LevelName; value: PlanValue; path: Path }[] => {
    const value = level[name]
    return value === undefined ? [] : [{ name, value, path: [...path, name] }]
  })

/** How much more one is than the other, as far as that is known before it is measured; null where it is not. */
export function moreBy(one: PlanValue, other: PlanValue): number | null {
  if (!isRelative(one) && !isRelative(other)) return one.value - other.value
  if (!isRelative(one) || !isRelative(other) || one.of !== other.of) return null
  const [times, plus] = [one.times - other.times, one.plus - other.plus]
  return times === 0 || plus === 0 || times > 0 === plus > 0 ? times + plus : null
}

/**
 * Which way is worse, where no binding says it: what the order of its levels says, else what the rules of the plan say
 * of that signal, else that more is worse.
 */
export function worseByPlan(one: LevelIn, plan: Plan, steps: readonly Arranged[]): Direction {
  const [mildest, ...others] = writtenThresholds(one)
  const apart = others.map(({ value }) => (mildest === undefined ? null : moreBy(value, mildest.value)))
  const more = apart.find((by) => by !== null && by !== 0)
  if (more != null) return more > 0 ? 'higher' : 'lower'
  for (const { rule, kind } of rulesIn(plan, steps)) {
    if (rule.signal !== one.level.signal || boundsOf(rule).length !== 1) continue
    const bound = boundOf(rule)
    if (bound.op !== 'between' && bound.op !== 'worse-than' && bound.op !== 'no-worse-than')
      return worseBy({ kind, bound })
  }
  return 'higher'
}
