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
    ..._: Difference<ReadOnly<T>, ReadOnly<z.output<S>>> extends never
      ? []
      : [Difference<ReadOnly<T>, ReadOnly<z.output<S>>>]
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

type Difference<A, B> = [A] extends [B]
  ? [B] extends [A]
    ? never
    : ['only the schema allows', B]
  : ['only the type allows', A]
