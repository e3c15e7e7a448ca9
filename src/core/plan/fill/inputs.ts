import { didYouMean } from '../../document/did-you-mean.ts'
import { type Fault, keyFault } from '../../document/finding.ts'
import type { CelType } from '../../expression/expression.ts'
import type { Scalar } from '../../runbook/runbook.ts'
import { parseInstant } from '../../time/parse-instant.ts'
import type { InputDeclaration } from '../schema/inputs.ts'
import { readPattern } from './pattern.ts'

export type Declarations = Readonly<Record<string, InputDeclaration>>
export type Given = Readonly<Record<string, Scalar>>
type Read = { readonly value: Scalar } | { readonly wrong: string; readonly remedy: string }

const LONGEST_INPUT = 200

/** What the operator said, in the types of the plan, defaults filled in. All faults at once. */
export function readInputs(
  declarations: Declarations,
  given: Given,
): { readonly values: Given; readonly faults: readonly Fault[] } {
  const faults: Fault[] = []
  const known = Object.keys(declarations)
  for (const name of Object.keys(given).filter((name) => !Object.hasOwn(declarations, name)))
    faults.push(
      keyFault(
        ['inputs'],
        'unknown-input',
        `the plan has no input ${name.slice(0, 80)}`,
        didYouMean(name, known),
      ),
    )
  const values: [string, Scalar][] = []
  for (const [name, declaration] of Object.entries(declarations)) {
    const said = Object.hasOwn(given, name) ? given[name] : declaration.default
    if (said === undefined) {
      faults.push(
        keyFault(
          ['inputs', name],
          'missing-input',
          `the input ${name} is required and was not given`,
          `add ${name}=${exampleOf(declaration)}`,
        ),
      )
      continue
    }
    const read = readInput(declaration, said)
    if ('value' in read) values.push([name, read.value])
    else faults.push(keyFault(['inputs', name], 'bad-input', `the input ${name} ${read.wrong}`, read.remedy))
  }
  return { values: Object.fromEntries(values), faults }
}

/** One value in the type that was declared; text, as a command line gives it, is converted. */
export function readInput(declaration: InputDeclaration, said: Scalar): Read {
  switch (declaration.type) {
    case 'boolean':
      if (said === true || said === 'true') return { value: true }
      if (said === false || said === 'false') return { value: false }
      return wrong(said, 'is not true or false', 'give true or false')
    case 'integer':
    case 'number':
      return readNumber(declaration, said)
    case 'enum': {
      const values = declaration.values ?? []
      return typeof said === 'string' && values.includes(said)
        ? { value: said }
        : wrong(said, 'is not one of its values', didYouMean(String(said), values))
    }
    case 'datetime': {
      if (said === '') return { value: '' }
      const read =
        typeof said === 'string' ? parseInstant(said) : { wrong: 'is not text', remedy: 'give it in quotes' }
      return 'at' in read ? { value: said } : wrong(said, read.wrong, read.remedy)
    }
    case 'string':
      return typeof said === 'string'
        ? readText(declaration, said)
        : wrong(said, 'is not text', 'put it in quotes')
  }
}

/** A value of the right type for checking a plan before anybody has given one. */
export function madeUp(declaration: InputDeclaration): Scalar {
  switch (declaration.type) {
    case 'boolean':
      return true
    case 'integer':
    case 'number':
      return declaration.minimum ?? declaration.maximum ?? 1
    case 'enum':
      return declaration.values?.[0] ?? ''
    case 'datetime':
      return ''
    case 'string':
      return 'made-up'
  }
}

export function celTypeOf(declaration: InputDeclaration): CelType {
  if (declaration.type === 'integer') return 'int'
  if (declaration.type === 'number') return 'double'
  return declaration.type === 'boolean' ? 'bool' : 'string'
}

function readNumber(declaration: InputDeclaration, said: Scalar): Read {
  const { type, minimum, maximum } = declaration
  const value =
    typeof said === 'number'
      ? said
      : typeof said === 'string' && /^-?\d+(\.\d+)?$/.test(said)
        ? Number(said)
        : Number.NaN
  const whole = type === 'integer'
  if (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER)
    return wrong(
      said,
      `is not a ${whole ? 'whole number' : 'number'}`,
      `give a ${whole ? 'whole number' : 'number'} such as ${exampleOf(declaration)}`,
    )
  if (whole && !Number.isInteger(value))
    return wrong(said, 'is not a whole number', `give ${Math.round(value)}`)
  if (minimum !== undefined && value < minimum)
    return wrong(said, `is below ${minimum}`, `give ${minimum} or more`)
  if (maximum !== undefined && value > maximum)
    return wrong(said, `is above ${maximum}`, `give ${maximum} or less`)
  return { value }
}

function readText(declaration: InputDeclaration, said: string): Read {
  const longest = declaration.maxLength ?? LONGEST_INPUT
  if (said.length > longest) return wrong(said, `is longer than ${longest} characters`, 'give less')
  if (said.includes('${{')) return wrong(said, 'holds ${{, which only a plan may', 'give the value itself')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused.
  if (/[\u0000-\u001f\u007f]|\p{Surrogate}/u.test(said))
    return wrong('', 'holds control characters', 'give one line of plain text')
  if (declaration.required === true && said === '')
    return wrong(said, 'is empty', `give ${exampleOf(declaration)}`)
  const { pattern } = declaration
  const read = pattern === undefined ? null : readPattern(pattern)
  if (read !== null && 'matches' in read && !read.matches(said))
    return wrong(said, `does not match ${pattern}`, `give text that matches ${pattern} as a whole`)
  return { value: said }
}

/** What an operator could give. */
export function exampleOf(declaration: InputDeclaration): string {
  switch (declaration.type) {
    case 'boolean':
      return 'true'
    case 'integer':
    case 'number':
      return String(declaration.minimum ?? declaration.maximum ?? 1)
    case 'enum':
      return declaration.values?.[0] ?? 'a value'
    case 'datetime':
      return '2025-10-06T22:00:00-04:00'
    case 'string':
      return 'text'
  }
}

function wrong(said: Scalar, what: string, remedy: string): Read {
  const shown = String(said)
  return {
    wrong: said === '' ? what : `(${shown.length > 60 ? `${shown.slice(0, 57)}...` : shown}) ${what}`,
    remedy,
  }
}
