import type { Instant } from '../../time/instant.ts'
import type { Desired } from '../../traffic/desired.ts'
import type { Json, JsonObject } from '../definition/definition.ts'

/**
 * What is known about the subject of an evaluation. `targetingKey` is the subject, `segment` its group, as for
 * traffic.
 */
export type Context = Readonly<Record<string, unknown>>

/**
 * One evaluation: what is asked besides the data in scope. One object serves all of a flag's, so none has to be made.
 */
export type Asking = {
  context: Context
  now: Instant
  /** The split of the flag's target; null when the flag is evaluated for none. */
  desired: Desired | null
  /** How many list items may still be looked at, and how much may still be worked out; see `spend` and `work`. */
  steps: number
  work: number
}

/** A compiled rule: `data` is the context, or the item at hand inside of `map`, `filter` and their like. */
export type Evaluate = (data: unknown, asking: Asking) => unknown

/** What a rule is compiled in. `compile` is for its operands. */
export type Scope = {
  readonly flagKey: string
  /** Whether `var` reads from an item of a list rather than from the context. */
  readonly inItem: boolean
  compile(rule: Json, scope: Scope): Evaluate
}

export type Compiler = (args: Json, scope: Scope) => Evaluate

/** The one operator of a rule and what it is given; null for a literal. */
export function operation(rule: Json): { readonly operator: string; readonly args: Json } | null {
  if (!isObject(rule)) return null
  const [operator] = Object.keys(rule)
  return operator === undefined ? null : { operator, args: rule[operator] as Json }
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const listOf = (args: Json): readonly Json[] =>
  (Array.isArray(args) ? args : [args]) as readonly Json[]

/** A rule without an operator anywhere: it is what it says. */
export function isLiteral(rule: Json): boolean {
  return Array.isArray(rule) ? rule.every(isLiteral) : !isObject(rule)
}

/** The evaluation failed; the message is for the caller. */
export class Unanswerable extends Error {
  override readonly name: string = 'Unanswerable'
}

export class SubjectMissing extends Unanswerable {
  override readonly name = 'SubjectMissing'
}

/** Lists and texts come with the context, from outside: what is done with them is bounded. */
export const STEPS_MAX = 20_000
/** In parts of a rule that are worked out once for an item of a list, or in some tens of characters of text. */
export const WORK_MAX = 100_000
/** The longest text that a rule may make, in UTF-16 code units. */
export const TEXT_MAX = 65_536

export function spend(asking: Asking, steps: number): void {
  asking.steps -= steps
  if (asking.steps < 0) throw new Unanswerable(`its rule looked at more than ${STEPS_MAX} list items`)
}

/** `parts` of a rule, or as much as it takes to read so much text. */
export function work(asking: Asking, parts: number): void {
  asking.work -= parts
  if (asking.work < 0)
    throw new Unanswerable('its rule has too much to do with the lists and texts of this context')
}

/** Of a rule with its operands: how much is worked out each time that it is evaluated. */
export function partsOfRule(rule: Json): number {
  if (typeof rule !== 'object' || rule === null) return 1
  return Object.values(rule).reduce((sum: number, part: Json) => sum + partsOfRule(part), 1)
}

/** As JavaScript writes a value, within `TEXT_MAX`: lists that hold one another would be endless. */
export function written(value: unknown): string {
  if (!Array.isArray(value)) return String(value)
  let text = ''
  for (const [i, item] of value.entries()) text = joined(i === 0 ? text : `${text},`, item ?? '')
  return text
}

/** Throws when the text becomes too long. */
export function joined(text: string, value: unknown): string {
  const more = written(value)
  if (text.length + more.length > TEXT_MAX)
    throw new Unanswerable(`its rule makes a text longer than ${TEXT_MAX} characters`)
  return text + more
}
