import type { Scalar } from '../../runbook/runbook.ts'

/** What JSON can hold: variants, contexts and targeting rules are made of it. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export type JsonObject = { readonly [key: string]: Json }

/** What a variant gives: what flagd allows, so neither null nor a list. */
export type VariantValue = Scalar | JsonObject

/**
 * A flag in flagd's format (https://flagd.dev/reference/flag-definitions/), as `checkDefinition` lets it through. `$evaluators`
 * stand beside the flag itself, so that one definition is whole and its history needs nothing else.
 */
export type FlagDefinition = {
  readonly state: 'ENABLED' | 'DISABLED'
  /** All of one kind: booleans, texts, numbers or objects. */
  readonly variants: Readonly<Record<string, VariantValue>>
  /** Null or absent: the caller uses the default in its own code. */
  readonly defaultVariant?: string | null
  /** JsonLogic; its result is the name of a variant, or null for the default. */
  readonly targeting?: Json
  readonly metadata?: Readonly<Record<string, Scalar>>
  /** Rules that `{"$ref": "name"}` stands for. */
  readonly $evaluators?: Readonly<Record<string, Json>>
}

/** What a flag holds: one value for everybody, or a definition that decides by subject. */
export type FlagContent = Scalar | FlagDefinition

export const isDefinition = (content: FlagContent | null): content is FlagDefinition =>
  typeof content === 'object' && content !== null

/** A plain value is a definition of one variant. */
export function definitionOf(content: FlagContent): FlagDefinition {
  if (isDefinition(content)) return content
  return { state: 'ENABLED', variants: { [PLAIN]: content }, defaultVariant: PLAIN }
}
const PLAIN = 'value'

/**
 * The one value that everybody gets; null when it depends on the subject, is an object, or is left to the caller's
 * code.
 */
export function plainValue(content: FlagContent | null): Scalar | null {
  if (!isDefinition(content)) return content
  if (content.state === 'DISABLED' || isTargeted(content)) return null
  return defaultValue(content)
}

/**
 * What a flag service is told that knows one value a flag: the default variant's, which everybody gets whom no rule
 * names. A disabled switch is off there, and so is one that is left to the code. Null when there is nothing it could
 * be told.
 */
export function valueToTell(content: FlagContent): Scalar | null {
  if (!isDefinition(content)) return content
  const value = content.state === 'DISABLED' ? null : defaultValue(content)
  if (value !== null) return value
  return Object.values(content.variants).every((variant) => typeof variant === 'boolean') ? false : null
}

export const isTargeted = ({ targeting }: FlagDefinition): boolean =>
  targeting !== undefined && targeting !== null && Object.keys(targeting).length > 0

function defaultValue({ variants, defaultVariant }: FlagDefinition): Scalar | null {
  const value = defaultVariant == null ? undefined : variants[defaultVariant]
  return value === undefined || typeof value === 'object' ? null : value
}

/** Whether two contents say the same; the order of keys says nothing. */
export function sameContent(a: FlagContent | null, b: FlagContent | null): boolean {
  return sameJson(a as Json, b as Json)
}

export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const [ours, theirs] = [Object.keys(a), Object.keys(b)]
  return (
    ours.length === theirs.length &&
    ours.every((key) => Object.hasOwn(b, key) && sameJson((a as JsonObject)[key], (b as JsonObject)[key]))
  )
}
