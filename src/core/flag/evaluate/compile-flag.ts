import type { Instant } from '../../time/instant.ts'
import type { Desired } from '../../traffic/desired.ts'
import { definitionOf, type FlagContent, isTargeted, type Json } from '../definition/definition.ts'
import { compileRule } from '../rule/compile-rule.ts'
import { compileShares } from '../rule/fractional.ts'
import { branchesOf, type Condition, compileCondition } from '../rule/logic.ts'
import { wholeTargeting } from '../rule/references.ts'
import {
  type Asking,
  type Context,
  operation,
  type Scope,
  STEPS_MAX,
  SubjectMissing,
  Unanswerable,
  WORK_MAX,
} from '../rule/rule.ts'
import { type Outcomes, outcomesOf } from './outcomes.ts'
import { failure, type Resolution } from './resolution.ts'

/** `desired` is the split of the flag's target, for `$cutwater.slot`. Never throws. */
export type CompiledFlag = (context: Context, now: Instant, desired: Desired | null) => Resolution

/**
 * Turns a checked definition into a function. Nothing is looked up or interpreted when it is called, and every answer
 * it can give has been made beforehand: about what a person would write by hand for the same rule.
 */
export function compileFlag(key: string, content: FlagContent): CompiledFlag {
  const definition = definitionOf(content)
  const outcomes = outcomesOf(definition)
  if (definition.state === 'DISABLED') return () => outcomes.disabled
  if (!isTargeted(definition)) return () => outcomes.untargeted
  const scope: Scope = { flagKey: key, inItem: false, compile: compileRule }
  const answer = asFunction(compileAnswer(wholeTargeting(definition), scope, outcomes, false))
  const asking: Asking = { context: {}, now: 0, desired: null, steps: 0, work: 0 }
  return (context, now, desired) => {
    asking.context = context
    asking.now = now
    asking.desired = desired
    asking.steps = STEPS_MAX
    asking.work = WORK_MAX
    try {
      return answer(context, asking)
    } catch (error) {
      const code = error instanceof SubjectMissing ? 'TARGETING_KEY_MISSING' : 'GENERAL'
      const why = error instanceof Unanswerable ? error.message : 'its rule failed'
      return failure(code, `${key} cannot be evaluated: ${why}.`, outcomes.metadata)
    }
  }
}

type Answer = (data: unknown, asking: Asking) => Resolution
/** An answer that stands written needs no function to say it. */
type Ready = Resolution | Answer

const asFunction = (ready: Ready): Answer => (typeof ready === 'function' ? ready : () => ready)

function branch(when: Condition, then: Ready, otherwise: Ready): Answer {
  if (typeof then !== 'function')
    return typeof otherwise !== 'function'
      ? (data, asking) => (when(data, asking) ? then : otherwise)
      : (data, asking) => (when(data, asking) ? then : otherwise(data, asking))
  const rest = asFunction(otherwise)
  return (data, asking) => (when(data, asking) ? then(data, asking) : rest(data, asking))
}

/**
 * A rule whose result is the flag's. Where that result stands in the rule, the answer is ready; only what the rule
 * works out has to be looked up. `split` says that a share of the subjects had a part in getting here.
 */
function compileAnswer(rule: Json, scope: Scope, outcomes: Outcomes, split: boolean): Ready {
  const found = operation(rule)
  if (found === null) return outcomes.of(rule, split)
  if (found.operator === 'if') {
    const { branches, otherwise } = branchesOf(found.args)
    let reached = split
    const answers = branches.map(([when, then]) => {
      reached ||= splits(when)
      return [compileCondition(when, scope), compileAnswer(then, scope, outcomes, reached)] as const
    })
    const last = compileAnswer(otherwise, scope, outcomes, reached)
    return answers.reduceRight<Ready>((rest, [when, then]) => branch(when, then, rest), last)
  }
  if (found.operator === 'fractional') {
    const { results, choose } = compileShares(found.args, scope)
    const answers = results.map((result) => asFunction(compileAnswer(result, scope, outcomes, true)))
    return (data, asking) => answers[choose(data, asking)]?.(data, asking) ?? outcomes.untold
  }
  const evaluate = compileRule(rule, scope)
  const shared = split || splits(rule)
  return (data, asking) => outcomes.of(evaluate(data, asking), shared)
}

/** Whether a share of the subjects has a part in what this comes to. */
function splits(rule: Json): boolean {
  if (Array.isArray(rule)) return rule.some(splits)
  const found = operation(rule)
  if (found === null) return false
  if (found.operator === 'fractional') return true
  if (found.operator === 'var') return [found.args].flat()[0] === '$cutwater.slot'
  return splits(found.args)
}
