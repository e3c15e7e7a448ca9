import { type WatchedRule, watchedRules } from '../../core/backtest/watched-rules.ts'
import { didYouMean } from '../../core/document/did-you-mean.ts'
import type { Runbook } from '../../core/runbook/runbook.ts'
import { Fault } from '../terminal/fault.ts'

/** All rules of a plan; or those of a name, which is the id of one or the signal of some. */
export function chosenRules(runbook: Runbook, name: string | undefined): readonly WatchedRule[] {
  const rules = watchedRules(runbook)
  if (rules.length === 0) throw new Fault('the plan has no rule', 'Give it a gate or a guard first.')
  if (name === undefined) return rules
  const those = rules.filter(({ rule }) => rule.id === name || rule.signal === name)
  if (those.length > 0) return those
  const known = [...new Set(rules.flatMap(({ rule }) => [rule.id, rule.signal]))]
  throw new Fault(`the plan has no rule ${name}`, `Its rules: ${didYouMean(name, known)}`)
}
