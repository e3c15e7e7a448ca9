import { type ASTNode, Environment, EvaluationError, type ParseError } from '@marcbachmann/cel-js'
import type { Scalar } from '../runbook/runbook.ts'
import { nested } from './facts.ts'
import { type References, referencesOf } from './references.ts'

/** CEL names of the types that values of a plan can have. */
export type CelType = 'string' | 'int' | 'double' | 'bool'

/** What an expression may speak of, by name and type. */
export type Scope = {
  readonly inputs: Readonly<Record<string, CelType>>
  /** Those that are known already, such as `environment` or `change.tier`. */
  readonly facts: readonly string[]
  /** Declared outputs by step; empty where outputs cannot be used. */
  readonly steps: Readonly<Record<string, Readonly<Record<string, CelType>>>>
}

export type Wrong = { readonly code: string; readonly message: string; readonly remedy: string }
export type Expression = { readonly type: CelType; readonly references: References }

const LIMITS = { maxAstNodes: 200, maxDepth: 24, maxListElements: 50, maxMapEntries: 50, maxCallArguments: 8 }
/** Of an expression, and of the text that it comes to. */
export const LONGEST_TEXT = 2000

/** Loops and regular expressions have no bound on their work; `bind` doubles text with every use. */
const REFUSED = new Set(['matches', 'map', 'filter', 'all', 'exists', 'exists_one', 'bind'])
const SCALARS: readonly string[] = ['string', 'int', 'double', 'bool']

/** A type-checker and evaluator for one scope. Making one is the slow part; checking is quick. */
export type Evaluator = {
  check(cel: string): Expression | Wrong
  evaluate(cel: string, values: EvaluationValues): Scalar | Wrong
}

export type EvaluationValues = {
  readonly inputs: Readonly<Record<string, Scalar>>
  readonly facts: Readonly<Record<string, string>>
  readonly steps: Readonly<Record<string, Readonly<Record<string, Scalar>>>>
}

export const isWrong = (result: unknown): result is Wrong =>
  typeof result === 'object' && result !== null && 'remedy' in result

export function evaluatorFor(scope: Scope): Evaluator {
  const environment = new Environment({ limits: LIMITS })
  environment.registerVariable('inputs', { schema: { ...scope.inputs } })
  for (const [name, of] of Object.entries(
    nested(Object.fromEntries(scope.facts.map((fact) => [fact, 'string']))),
  ))
    if (typeof of === 'string') environment.registerVariable(name, of)
    else environment.registerVariable(name, { schema: of })
  const outputs = Object.fromEntries(
    Object.entries(scope.steps).map(([id, types]) => [id, { outputs: { ...types } }]),
  )
  environment.registerVariable('steps', { schema: outputs })
  const check = (cel: string): Expression | Wrong => {
    if (cel === '')
      return {
        code: 'expression',
        message: 'the expression is empty',
        remedy: 'write something such as ${{ inputs.NAME }}',
      }
    if (cel.length > LONGEST_TEXT)
      return {
        code: 'expression',
        message: `the expression is longer than ${LONGEST_TEXT} characters`,
        remedy: 'shorten it',
      }
    const checked = environment.check(cel)
    if (!checked.valid || checked.type === undefined) return explain(checked.error, scope)
    const references = referencesOf(environment.parse(cel).ast as ASTNode)
    const refused = references.calls.find((name) => REFUSED.has(name))
    if (refused !== undefined)
      return {
        code: 'expression',
        message: `${refused}() is not offered in plans`,
        remedy: 'use comparisons, &&, ||, ?:, + and string functions such as startsWith',
      }
    if (!SCALARS.includes(checked.type))
      return {
        code: 'expression-type',
        message: `the expression gives ${checked.type.replace('$', '')}, which no field can hold`,
        remedy: 'let it give text, a number, true or false',
      }
    return { type: checked.type as CelType, references }
  }
  return {
    check,
    evaluate(cel, values) {
      const checked = check(cel)
      if (isWrong(checked)) return checked
      try {
        return toScalar(environment.evaluate(cel, contextOf(scope, values)))
      } catch (error) {
        return explain(error, scope)
      }
    },
  }
}

function contextOf(scope: Scope, values: EvaluationValues): Record<string, unknown> {
  const steps = Object.entries(scope.steps).map(([id, types]) => [
    id,
    { outputs: typed(types, values.steps[id] ?? {}) },
  ])
  return {
    inputs: typed(scope.inputs, values.inputs),
    ...nested(values.facts),
    steps: Object.fromEntries(steps),
  }
}

function typed(
  types: Readonly<Record<string, CelType>>,
  values: Readonly<Record<string, Scalar>>,
): Record<string, unknown> {
  const entries = Object.entries(types).filter(([name]) => Object.hasOwn(values, name))
  return Object.fromEntries(
    entries.map(([name, type]) => [name, type === 'int' ? BigInt(values[name] as number) : values[name]]),
  )
}

function toScalar(result: unknown): Scalar | Wrong {
  const value = typeof result === 'bigint' ? Number(result) : result
  if (typeof value === 'number' && (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER))
    return {
      code: 'expression',
      message: 'the expression gives a number that is too large',
      remedy: 'keep numbers below 2^53',
    }
  if (typeof value === 'string' && value.length > LONGEST_TEXT)
    return {
      code: 'expression',
      message: `the expression gives more than ${LONGEST_TEXT} characters`,
      remedy: 'let it give less',
    }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  return {
    code: 'expression-type',
    message: 'the expression gives nothing a field can hold',
    remedy: 'let it give text, a number, true or false',
  }
}

function explain(error: unknown, scope: Scope): Wrong {
  const code = (error as ParseError | undefined)?.code ?? ''
  const why =
    error instanceof EvaluationError || error instanceof Error
      ? (error.message.split('\n')[0] ?? '')
      : 'it cannot be read'
  const names = [`inputs: ${list(Object.keys(scope.inputs))}`, ...scope.facts.map((fact) => fact)]
  if (Object.keys(scope.steps).length > 0) names.push(`steps with outputs: ${list(Object.keys(scope.steps))}`)
  if (code === 'no_such_key' || code === 'unknown_variable')
    return {
      code: 'unknown-name',
      message: `the expression names what is not there: ${why}`,
      remedy: `it may use ${names.join('; ')}; a name with a dash is written steps["my-step"]`,
    }
  if (code === 'no_such_overload')
    return {
      code: 'expression-type',
      message: `the expression mixes types: ${why}`,
      remedy: 'convert one side with string(), int() or double()',
    }
  return {
    code: 'expression',
    message: `the expression cannot be used: ${why}`,
    remedy: 'write CEL, such as ${{ inputs.NAME }} or ${{ inputs.A == "x" }}',
  }
}

const MOST_NAMES = 20

function list(names: readonly string[]): string {
  if (names.length === 0) return 'none'
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : ''
  return `${names.slice(0, MOST_NAMES).join(', ')}${more}`
}
