import { z } from 'zod'
import { type Upcast, upcast, type Versioned, type Versions } from './upcast.ts'

/**
 * What every event has, of whatever stream: today's version, the shape of its data, and how older data becomes it.
 */
export type Definition<Data = unknown> = Versions & { readonly data: z.ZodType<Data> }

/** The definitions of one stream, by the type that stands in its entries. */
export type Vocabulary = Readonly<Record<string, Definition>>

export type DataOf<D extends Definition> = Readonly<z.infer<D['data']>>

export type Shape = Readonly<Record<string, z.ZodType>>
export type Data<S extends Shape> = keyof S extends never
  ? Readonly<Record<never, never>>
  : Readonly<z.infer<z.ZodObject<S, z.core.$strict>>>

/** How a definition says its versions and its data; `define` makes the rest. */
export type Given<S extends Shape> = {
  readonly version: number
  readonly data: S
  readonly upcasts?: Readonly<Record<number, Upcast>>
}

export function define<S extends Shape>({ version, data, upcasts = {} }: Given<S>): Definition<Data<S>> {
  return { version, upcasts, data: z.strictObject(data) as unknown as z.ZodType<Data<S>> }
}

/** Data as its definition describes it today, or why this program cannot tell what it says. */
export type Reading<D> =
  | { readonly known: true; readonly version: number; readonly data: D }
  | { readonly known: false; readonly because: 'type' | 'newer' | 'malformed' }

/** What an entry says, in today's version. The entry itself keeps its bytes: its hash is over them. */
export function readData<D>(definition: Definition<D> | undefined, written: Versioned): Reading<D> {
  if (definition === undefined) return { known: false, because: 'type' }
  const today = upcast(definition, written)
  if (today === null) return { known: false, because: 'newer' }
  const parsed = definition.data.safeParse(today.data)
  return parsed.success
    ? { known: true, version: today.version, data: parsed.data }
    : { known: false, because: 'malformed' }
}

/** Names from outside: a type that is called as something every object has is not in the vocabulary. */
export function definitionIn<D extends Definition>(
  vocabulary: Readonly<Record<string, D>>,
  type: string,
): D | undefined {
  return Object.hasOwn(vocabulary, type) ? vocabulary[type] : undefined
}
