import type { Json } from '../definition/definition.ts'
import { isTrue } from './logic.ts'
import { fieldOf } from './read.ts'
import {
  type Asking,
  type Compiler,
  type Context,
  type Evaluate,
  isLiteral,
  listOf,
  partsOfRule,
  spend,
  Unanswerable,
  work,
  written,
} from './rule.ts'

/** What is no list at all (an attribute that is missing) is an empty one. */
function itemsOf(value: unknown, asking: Asking): readonly unknown[] {
  if (!value) return []
  if (!Array.isArray(value)) throw new Unanswerable('its rule goes through something that is no list')
  spend(asking, value.length)
  return value
}

export const lists: Readonly<Record<string, Compiler>> = {
  map: each((items, of) => items.map(of)),
  filter: each((items, of) => items.filter((item) => isTrue(of(item)))),
  some: each((items, of) => items.some((item) => isTrue(of(item)))),
  none: each((items, of) => !items.some((item) => isTrue(of(item)))),
  // Of no items nothing is said: false, also when the attribute is missing altogether, which flagd-core takes for true.
  all: each((items, of) => items.length > 0 && items.every((item) => isTrue(of(item)))),
  reduce: (args, scope) => {
    const [list = null, rule = null, initial = null] = listOf(args)
    const items = scope.compile(list, scope)
    const of = scope.compile(rule, { ...scope, inItem: true })
    const begin = scope.compile(initial, scope)
    const parts = partsOfRule(rule)
    return (data, asking) => {
      const found = itemsOf(items(data, asking), asking)
      work(asking, found.length * parts)
      return found.reduce((accumulator, current) => of({ accumulator, current }, asking), begin(data, asking))
    }
  },
  merge: (args, scope) => {
    const parts = listOf(args).map((rule) => scope.compile(rule, scope))
    return (data, asking) => {
      const merged = parts.flatMap((part) => part(data, asking) as unknown[])
      spend(asking, merged.length)
      return merged
    }
  },
  in: isIn,
}

function each(through: (items: readonly unknown[], of: (item: unknown) => unknown) => unknown): Compiler {
  return (args, scope) => {
    const [list = null, rule = null] = listOf(args)
    const items = scope.compile(list, scope)
    const of = scope.compile(rule, { ...scope, inItem: true })
    const parts = partsOfRule(rule)
    return (data, asking) => {
      const found = itemsOf(items(data, asking), asking)
      work(asking, found.length * parts)
      return through(found, (item) => of(item, asking))
    }
  }
}

/** Up to so many, one after the other is faster than a look-up. */
const FEW = 8

/** A member of a list, or a part of a text. */
function isIn(args: Json, scope: Parameters<Compiler>[1]): Evaluate {
  const [needle = null, hay = null] = listOf(args)
  const item = scope.compile(needle, scope)
  if (Array.isArray(hay) && isLiteral(hay)) {
    const members = hay as readonly unknown[]
    const field = fieldOf(needle, scope)
    if (members.length > FEW) {
      const many = new Set(members)
      return (data, asking) => many.has(item(data, asking))
    }
    if (field !== null) return (data) => members.includes((data as Context)[field] ?? null)
    return (data, asking) => members.includes(item(data, asking))
  }
  const whole = scope.compile(hay, scope)
  return (data, asking) => {
    const found = whole(data, asking)
    const sought = item(data, asking)
    if (!found) return false
    if (typeof found === 'string') return holds(found, written(sought), asking)
    if (!Array.isArray(found))
      throw new Unanswerable('its rule looks into something that is neither list nor text')
    work(asking, found.length >> 3)
    return found.includes(sought)
  }
}

/** A search may compare every place of one text with every place of the other. */
function holds(text: string, part: string, asking: Asking): boolean {
  work(asking, Math.ceil((text.length * part.length) / 1_024))
  return text.includes(part)
}
