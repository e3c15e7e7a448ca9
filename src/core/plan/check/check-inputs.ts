import { type Fault, fault, keyFault, type Path } from '../../document/finding.ts'
import type { Scalar } from '../../runbook/runbook.ts'
import { type Declarations, exampleOf, readInput } from '../fill/inputs.ts'
import { LARGEST_PATTERN, LARGEST_PATTERNS, patternSize, readPattern } from '../fill/pattern.ts'
import type { InputDeclaration } from '../schema/inputs.ts'

/** What is wrong with the declarations themselves, whatever an operator says. */
export function checkDeclarations(declarations: Declarations): readonly Fault[] {
  let patterns = 0
  return Object.entries(declarations).flatMap(([name, declaration]) => {
    const path = ['inputs', name]
    const { faults: wrong, size } = patternFaults(path, declaration, LARGEST_PATTERNS - patterns)
    patterns += size
    const faults = [...foreignKeys(path, declaration), ...limits(path, declaration), ...wrong]
    return [...faults, ...(faults.length === 0 ? defaults(path, declaration) : [])]
  })
}

const CODE = 'bad-input-declaration'

function foreignKeys(path: Path, declaration: InputDeclaration): readonly Fault[] {
  const belongs = {
    values: ['enum'],
    minimum: ['integer', 'number'],
    maximum: ['integer', 'number'],
    pattern: ['string'],
    maxLength: ['string'],
  } as const
  const keys = Object.keys(belongs) as (keyof typeof belongs)[]
  return keys
    .filter(
      (key) => declaration[key] !== undefined && !belongs[key].some((type) => type === declaration.type),
    )
    .map((key) => {
      const message = `${key} means nothing for an input of type ${declaration.type}`
      return keyFault(
        [...path, key],
        CODE,
        message,
        `remove it, or make the type ${belongs[key].join(' or ')}`,
      )
    })
}

function limits(path: Path, declaration: InputDeclaration): readonly Fault[] {
  const { type, values, minimum, maximum } = declaration
  const faults: Fault[] = []
  if (type === 'enum' && values === undefined)
    faults.push(keyFault(path, CODE, 'an enum has no values', 'add values: [first, second]'))
  if (minimum !== undefined && maximum !== undefined && minimum > maximum)
    faults.push(
      fault(
        [...path, 'minimum'],
        CODE,
        `the minimum ${minimum} is above the maximum ${maximum}`,
        'swap them',
      ),
    )
  return faults
}

function patternFaults(
  path: Path,
  { pattern }: InputDeclaration,
  left: number,
): { readonly faults: readonly Fault[]; readonly size: number } {
  if (pattern === undefined) return { faults: [], size: 0 }
  const place = [...path, 'pattern']
  const size = patternSize(pattern)
  if (size <= LARGEST_PATTERN && size > left) return { faults: [tooManyPatterns(place)], size: 0 }
  const read = readPattern(pattern)
  return 'wrong' in read
    ? { faults: [fault(place, CODE, `the pattern ${read.wrong}`, read.remedy)], size: 0 }
    : { faults: [], size }
}

function tooManyPatterns(place: Path): Fault {
  const message = `the patterns of the plan have more than ${LARGEST_PATTERNS} parts in all when their repeats are written out`
  return fault(place, CODE, message, 'repeat less, or leave a pattern out')
}

function defaults(path: Path, declaration: InputDeclaration): readonly Fault[] {
  const written = declaration.default
  if (written === undefined && declaration.required === true) return []
  if (written === undefined) {
    const message = 'the input has no default and is not required'
    return [keyFault(path, 'input-without-default', message, 'add a default, or required: true')]
  }
  const place = [...path, 'default']
  if (!sameType(declaration, written)) {
    const message = `the default (${String(written).slice(0, 60)}) is not of the type ${declaration.type}`
    return [fault(place, 'bad-default', message, `write ${exampleOf(declaration)}, or change the type`)]
  }
  const read = readInput(declaration, written)
  return 'wrong' in read ? [fault(place, 'bad-default', `the default ${read.wrong}`, read.remedy)] : []
}

/** A default is written in YAML, where "true" and true are two things. */
function sameType(declaration: InputDeclaration, value: Scalar): boolean {
  const types = {
    boolean: 'boolean',
    integer: 'number',
    number: 'number',
    enum: 'string',
    datetime: 'string',
    string: 'string',
  } as const
  return typeof value === types[declaration.type]
}
