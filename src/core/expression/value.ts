import type { Evaluated } from '../runbook/act.ts'
import type { StepId } from '../runbook/runbook.ts'
import type { Outputs, Scalar, Value } from '../runbook/value.ts'
import { type CelType, type Evaluator, evaluatorFor, isWrong, type Wrong } from './expression.ts'
import { hasExpression, readTemplate, type Template, wholeExpression } from './template.ts'

/** What a step is really told, once the steps before it have reported their outputs. */
export function evaluateValue(value: Value, outputs: Readonly<Record<StepId, Outputs>>): Evaluated {
  return typeof value === 'object' ? evaluatedBy(evaluatorOf(outputs), value, outputs) : { value }
}

function evaluatorOf(outputs: Readonly<Record<StepId, Outputs>>): Evaluator {
  const types = Object.entries(outputs).map(([id, of]) => [id, typesOf(of)] as const)
  return evaluatorFor({ inputs: {}, facts: [], steps: Object.fromEntries(types) })
}

function evaluatedBy(
  evaluator: Evaluator,
  value: Extract<Value, object>,
  outputs: Readonly<Record<StepId, Outputs>>,
): Evaluated {
  const result = evaluator.evaluate(value.cel, { inputs: {}, facts: {}, steps: outputs })
  return isWrong(result) ? { unknown: unknown(value.cel, result) } : { value: result }
}

/** All values of a `with` or of a set of flags; the first that is unknown decides. */
export function evaluateValues(
  values: Readonly<Record<string, Value>>,
  outputs: Readonly<Record<StepId, Outputs>>,
): { readonly values: Readonly<Record<string, Scalar>> } | { readonly unknown: string } {
  const known: [string, Scalar][] = []
  let evaluator: Evaluator | null = null
  for (const [name, value] of Object.entries(values)) {
    if (typeof value !== 'object') {
      known.push([name, value])
      continue
    }
    evaluator ??= evaluatorOf(outputs)
    const evaluated = evaluatedBy(evaluator, value, outputs)
    if ('unknown' in evaluated) return { unknown: `${name}: ${evaluated.unknown}` }
    known.push([name, evaluated.value])
  }
  return { values: Object.fromEntries(known) }
}

/** Text that still holds `${{ }}` after compilation's own expressions are filled in becomes one CEL expression. */
export function toValue(written: Scalar): Value {
  if (typeof written !== 'string' || !hasExpression(written)) return written
  const template = readTemplate(written)
  return template === null ? written : { cel: wholeExpression(template) ?? joined(template) }
}

function joined(template: Template): string {
  return template.parts
    .map((part) => ('cel' in part ? `string(${part.cel})` : literal(part.text)))
    .join(' + ')
}

/**
 * A CEL literal. Everything but letters and digits is escaped, so that no value can end the literal or the template.
 */
export function literal(value: Scalar, type?: CelType): string {
  if (typeof value === 'string') return `"${value.replace(/[^A-Za-z0-9 _-]/g, escaped)}"`
  if (typeof value === 'boolean') return String(value)
  return type === 'double' && Number.isInteger(value) ? `double(${value})` : `(${value})`
}

const escaped = (character: string): string =>
  character > '\u007f' ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

function typesOf(outputs: Outputs): Readonly<Record<string, CelType>> {
  const entries = Object.entries(outputs).map(([name, value]) => [name, typeOf(value)] as const)
  return Object.fromEntries(entries)
}

function typeOf(value: Scalar): CelType {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 'int' : 'double'
  return typeof value === 'string' ? 'string' : 'bool'
}

const unknown = (cel: string, wrong: Wrong): string => `${cel} has no value: ${wrong.message}`
