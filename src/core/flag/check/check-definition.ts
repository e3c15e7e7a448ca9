import { deeperThan } from '../../document/bounds.ts'
import { didYouMean } from '../../document/did-you-mean.ts'
import { type Fault, fault, keyFault } from '../../document/finding.ts'
import type { FlagDefinition, Json, JsonObject } from '../definition/definition.ts'
import { isObject } from '../rule/rule.ts'
import { checkReferences } from './check-references.ts'
import { checkResult } from './check-result.ts'
import { checkRule } from './check-rule.ts'

export type DefinitionChecked =
  | { readonly definition: FlagDefinition }
  /** Each with its place from the root of the definition. */
  | { readonly faults: readonly Fault[] }

/** The longest definition, as JSON. */
export const DEFINITION_CHARS_MAX = 64 * 1024
/** What walks a definition calls itself for each level. Rules have a bound of their own. */
const DEEPEST = 500
const FIELDS = ['state', 'variants', 'defaultVariant', 'targeting', 'metadata', '$evaluators']

/**
 * Says everything that is wrong with a definition from outside; what passes can be compiled and never fails by its
 * shape.
 */
export function checkDefinition(given: unknown): DefinitionChecked {
  if (!isObject(given))
    return {
      faults: [
        fault(
          [],
          'no-definition',
          'this is no definition of a flag',
          `write an object with ${FIELDS[0]} and ${FIELDS[1]}`,
        ),
      ],
    }
  if (deeperThan(given, DEEPEST))
    return {
      faults: [fault([], 'too-deep', `the definition is nested deeper than ${DEEPEST} levels`, 'flatten it')],
    }
  if (JSON.stringify(given).length > DEFINITION_CHARS_MAX)
    return {
      faults: [
        fault(
          [],
          'too-large',
          `the definition is longer than ${DEFINITION_CHARS_MAX / 1024} KiB`,
          'split the flag, or let the rule ask for fewer cases',
        ),
      ],
    }
  const names = isObject(given.variants) ? Object.keys(given.variants) : []
  const { targeting = null } = given
  const faults = [
    ...unknownFields(given),
    ...checkState(given),
    ...checkVariants(given),
    ...checkDefaultVariant(given, names),
    ...checkMetadata(given),
    ...checkReferences(given),
    ...checkTargeting(targeting),
    ...checkResult(targeting, ['targeting'], names),
    ...Object.entries(isObject(given.$evaluators) ? given.$evaluators : {}).flatMap(([name, rule]) =>
      checkRule(rule, ['$evaluators', name]),
    ),
  ]
  return faults.length === 0
    ? { definition: given as unknown as FlagDefinition }
    : { faults: faults.slice(0, 50) }
}

function unknownFields(given: JsonObject): Fault[] {
  return Object.keys(given)
    .filter((key) => !FIELDS.includes(key))
    .map((key) => keyFault([key], 'unknown-key', `a flag has no ${shown(key)}`, didYouMean(key, FIELDS)))
}

function checkState({ state }: JsonObject): Fault[] {
  if (state === 'ENABLED' || state === 'DISABLED') return []
  const message = state === undefined ? 'the flag has no state' : `${shown(state)} is no state of a flag`
  return [fault(['state'], 'state', message, 'write "state": "ENABLED" or "DISABLED"')]
}

function checkVariants({ variants }: JsonObject): Fault[] {
  if (!isObject(variants) || Object.keys(variants).length === 0)
    return [
      fault(
        ['variants'],
        'variants',
        'the flag has no variants',
        'write at least one, as in { "on": true, "off": false }',
      ),
    ]
  const kinds = new Map(Object.entries(variants).map(([name, value]) => [name, kindOf(value)]))
  const [first = 'boolean'] = kinds.values()
  return [...kinds].flatMap(([name, kind]) => {
    const path = ['variants', name]
    if (name === '') return [keyFault(path, 'variant-name', 'a variant has no name', 'give it one')]
    if (kind === null)
      return [
        fault(
          path,
          'variant-value',
          `the variant ${shown(name)} is neither boolean, text, number nor object`,
          'put lists and nothing into an object, as in { "items": [] }',
        ),
      ]
    if (kind !== first)
      return [
        fault(
          path,
          'variant-kinds',
          `the variant ${shown(name)} is ${kind}, others are ${first}`,
          'let all variants of a flag be of one kind',
        ),
      ]
    return []
  })
}

function checkDefaultVariant({ defaultVariant }: JsonObject, names: readonly string[]): Fault[] {
  if (defaultVariant === undefined || defaultVariant === null) return []
  if (typeof defaultVariant === 'string' && names.includes(defaultVariant)) return []
  return [
    fault(
      ['defaultVariant'],
      'unknown-variant',
      `there is no variant ${shown(defaultVariant)}`,
      `${didYouMean(String(defaultVariant), names)} (null leaves it to the default in the code)`,
    ),
  ]
}

function checkMetadata({ metadata }: JsonObject): Fault[] {
  if (metadata === undefined) return []
  if (!isObject(metadata))
    return [
      fault(['metadata'], 'metadata', 'metadata is no object', 'write names with texts, numbers or booleans'),
    ]
  return Object.entries(metadata)
    .filter(([, value]) => !['string', 'number', 'boolean'].includes(typeof value))
    .map(([name]) =>
      fault(
        ['metadata', name],
        'metadata',
        `the metadata ${shown(name)} is neither text, number nor boolean`,
        'write one of these',
      ),
    )
}

/** An empty object is no rule, as in flagd. */
function checkTargeting(targeting: Json): Fault[] {
  if (targeting === null || (isObject(targeting) && Object.keys(targeting).length === 0)) return []
  if (!isObject(targeting))
    return [
      fault(
        ['targeting'],
        'targeting',
        'the targeting is no rule',
        'write an operator with its operands, as in { "if": [condition, "on", "off"] }',
      ),
    ]
  return checkRule(targeting, ['targeting'])
}

function kindOf(value: Json): string | null {
  if (isObject(value)) return 'an object'
  switch (typeof value) {
    case 'boolean':
      return 'a boolean'
    case 'string':
      return 'a text'
    case 'number':
      return 'a number'
    default:
      return null
  }
}

export const shown = (value: Json): string => JSON.stringify(value).slice(0, 60)
