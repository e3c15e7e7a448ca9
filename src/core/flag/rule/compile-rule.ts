import type { Json } from '../definition/definition.ts'
import { OPERATORS } from './operators.ts'
import { type Evaluate, isLiteral, operation, type Scope } from './rule.ts'

/** A checked rule, its references followed, as a function. What can be worked out beforehand has been. */
export function compileRule(rule: Json, scope: Scope): Evaluate {
  if (isLiteral(rule)) return () => rule
  if (Array.isArray(rule)) {
    const items = rule.map((item) => compileRule(item, scope))
    return (data, asking) => items.map((item) => item(data, asking))
  }
  const found = operation(rule)
  if (found === null) return () => rule
  const compiler = Object.hasOwn(OPERATORS, found.operator) ? OPERATORS[found.operator] : undefined
  if (compiler === undefined) throw new Error(`${found.operator} is no operator; the rule was not checked`)
  return compiler(found.args, scope)
}
