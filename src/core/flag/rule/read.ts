import type { Json } from '../definition/definition.ts'
import { type Compiler, type Evaluate, listOf, operation, type Scope } from './rule.ts'
import { slotOf } from './slot.ts'

/** What Cutwater and flagd put beside the context, readable outside of lists only. */
export const INJECTED = ['$flagd.flagKey', '$flagd.timestamp', '$cutwater.slot'] as const

/**
 * `{"var": "a.b"}`, `{"var": ["a.b", default]}`, `{"var": ""}` for all there is. What is not there, or null, is the
 * default.
 */
export const readVar: Compiler = (args, { flagKey, inItem }) => {
  const [name = '', otherwise = null] = listOf(args)
  if (!inItem) {
    if (name === '$flagd.flagKey') return () => flagKey
    if (name === '$flagd.timestamp') return (_, { now }) => Math.floor(now / 1000)
    if (name === '$cutwater.slot') return slotOf
  }
  if (name === '' || name === null) return (data) => data ?? null
  return reading(pathOf(String(name)), otherwise)
}

/**
 * The attribute that a rule reads and does nothing else with: then the consumer reads it directly, which saves a
 * call. Null within lists, for defaults, and for names that every object has.
 */
export function fieldOf(rule: Json, { inItem }: Scope): string | null {
  const found = operation(rule)
  if (found?.operator !== 'var' || inItem) return null
  const [name, ...more] = listOf(found.args)
  if (typeof name !== 'string' || more.length > 0 || name === '' || name.startsWith('$')) return null
  return pathOf(name).length === 1 && !name.includes('\\') && !(name in {}) ? name : null
}

/** The names of those that are not there. A null that is there is there. */
export const missing: Compiler = (args) => absent(listOf(args).map(String))

/** Nothing when enough of them are there, else those that are not. */
export const missingSome: Compiler = (args) => {
  const [needed, names] = listOf(args)
  const all = listOf(names ?? []).map(String)
  const found = absent(all)
  return (data, asking) => {
    const gone = found(data, asking) as readonly string[]
    return all.length - gone.length < Number(needed) ? gone : []
  }
}

function reading(path: readonly string[], otherwise: Json): Evaluate {
  const [first = '', second, ...rest] = path
  const read = (bag: unknown, name: string): unknown =>
    bag === null || bag === undefined ? undefined : (bag as Readonly<Record<string, unknown>>)[name]
  if (second === undefined)
    return (data) => {
      const value = (data as Readonly<Record<string, unknown>> | null | undefined)?.[first] ?? otherwise
      return typeof value === 'function' ? null : value
    }
  return (data) => {
    let value = read(read(data, first), second)
    for (const name of rest) value = read(value, name)
    return typeof value === 'function' ? null : (value ?? otherwise)
  }
}

function absent(names: readonly string[]): (data: unknown, asking: unknown) => readonly string[] {
  const paths = names.map((name) => ({ name, path: pathOf(name) }))
  return (data) => {
    const gone: string[] = []
    for (const { name, path } of paths) {
      let value: unknown = data
      for (const part of path) value = value ? (value as Readonly<Record<string, unknown>>)[part] : undefined
      if (value === undefined) gone.push(name)
    }
    return gone
  }
}

/** Parts are separated by dots; a backslash before a dot, a slash or a backslash takes that as it is. */
export function pathOf(name: string): readonly string[] {
  const parts = ['']
  for (let i = 0; i < name.length; i++) {
    const escaped = name[i] === '\\' && './\\'.includes(name[i + 1] ?? ' ')
    if (escaped) i++
    if (name[i] === '.' && !escaped) parts.push('')
    else parts[parts.length - 1] += name[i] ?? ''
  }
  return parts
}

/** Names that would lead out of the data; `checkRule` refuses them. */
export const LEADS_OUT: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])
