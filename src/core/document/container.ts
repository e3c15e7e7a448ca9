import { z } from 'zod'
import { sentence } from './leaf.ts'

/**
 * Says that an object needs exactly one of `keys`, and with one of `unless` none; checked even where other parts of the
 * object are wrong.
 */
export function exactlyOne(keys: readonly string[], what: string, unless: readonly string[] = []) {
  return [
    (value: unknown): boolean => present(value, keys).length === (present(value, unless).length > 0 ? 0 : 1),
    {
      when: ({ value }: { readonly value: unknown }): boolean => isObject(value),
      error: ({ input }: { readonly input?: unknown }): string => {
        const found = present(input, keys)
        const [instead] = present(input, unless)
        if (instead !== undefined)
          return sentence(`${instead} and ${found.join(' and ')} do not go together`, `keep one of them`)
        return found.length === 0
          ? sentence(`${what} is missing`, `write one of ${keys.join(', ')}`)
          : sentence(
              `${what} is said more than once: ${found.join(' and ')}`,
              `keep one of ${found.join(', ')}`,
            )
      },
    },
  ] as const
}

/** Says that an object has at most one of `keys`. */
export function atMostOne(keys: readonly string[], what: string) {
  return [
    (value: unknown): boolean => present(value, keys).length <= 1,
    {
      when: ({ value }: { readonly value: unknown }): boolean => isObject(value),
      error: ({ input }: { readonly input?: unknown }): string =>
        sentence(`${what} is said more than once: ${present(input, keys).join(' and ')}`, 'keep one of them'),
    },
  ] as const
}

/** A map from names to things, whose names are checked as well. */
export function record<K extends z.core.$ZodRecordKey, V extends z.core.SomeType>(key: K, value: V) {
  return z.record(key, value, {
    error: () => sentence('this has to be a map', 'write one `name: value` a line'),
  })
}

export function list<T extends z.core.SomeType>(of: T, most: number) {
  return z
    .array(of, {
      error: () => sentence('this has to be a list', 'begin each item with `- `, or write [ ... ]'),
    })
    .max(most, { error: () => sentence(`this list is longer than ${most}`, 'shorten it') })
}

function present(value: unknown, keys: readonly string[]): readonly string[] {
  return isObject(value) ? keys.filter((key) => Object.hasOwn(value, key) && value[key] !== undefined) : []
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
