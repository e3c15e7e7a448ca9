import type { Guard } from '../../judge/rule.ts'
import type { Pace } from '../../runbook/pace.ts'
import type { WrittenGuard } from '../rule/rule.ts'
import { spread } from '../rule/spread.ts'
import { uniqueNames } from './arrange.ts'
import { compileGuard, guardId } from './compile-rule.ts'

/** Guards of the plan; those of a rollout are compiled with it. */
export function compileGuards(written: readonly WrittenGuard[], pace: Pace): readonly Guard[] {
  const guards = spread(written).map(({ rule }) => rule)
  const ids = uniqueNames(guards.map((guard) => ({ written: guard.id, made: guardId(guard) })))
  return guards.map((guard, i) => compileGuard(guard, ids[i] as string, pace))
}
