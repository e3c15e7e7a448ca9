import type { z } from 'zod'

/**
 * `exactly<T>()(schema)`: a schema of T and of nothing else. What only one of them allows does not compile, and the
 * error says which. A schema that is only a `z.ZodType<T>` may lack a member of a union, and what was written with
 * that member could not be read again.
 */
export const exactly =
  <T>() =>
  <S extends z.ZodType>(
    schema: S,
    ..._: Difference<Spelt<T>, Spelt<z.output<S>>> extends never
      ? []
      : [Difference<Spelt<T>, Spelt<z.output<S>>>]
  ): z.ZodType<T> =>
    schema as unknown as z.ZodType<T>

/** Types are read-only; schemas do not say so. */
export type ReadOnly<T> = unknown extends T
  ? T
  : T extends readonly (infer Item)[]
    ? readonly ReadOnly<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: ReadOnly<T[Key]> }
      : T

/** With every key there: one that may be left out can be lacking in a type without making it another. */
type Spelt<T> = unknown extends T
  ? T
  : T extends readonly (infer Item)[]
    ? readonly Spelt<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]-?: Spelt<T[Key]> | (object extends Pick<T, Key> ? LeftOut : never) }
      : T

declare const leftOut: unique symbol
type LeftOut = typeof leftOut

type Difference<A, B> = [A] extends [B]
  ? [B] extends [A]
    ? never
    : ['only the schema allows', B]
  : ['only the type allows', A]
