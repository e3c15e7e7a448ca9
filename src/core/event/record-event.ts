import { withoutMarks } from '../text/visible.ts'
import type { Instant } from '../time/instant.ts'
import { type Data, type Definition, define, type Given, readData, type Shape } from './definition.ts'
import type { Versioned } from './upcast.ts'

/** An entry of a stream that is only a record: nothing is replayed from it, people and auditors read it. */
export type RecordEvent<Type extends string = string, D = unknown> = Definition<D> & {
  readonly type: Type
  /** `page`: a person is woken by it. */
  readonly wakes: 'page' | 'nobody'
  /** One plain sentence; `by` is the name of the actor. */
  sentence(data: D, by: string): string
  /** The sentence of a kept entry of this type, of whatever version; null when this program cannot read it. */
  tell(written: Versioned, by: string): string | null
}

/** What is appended: today's version, always. */
export type Happened<Type extends string, D, Actor> = {
  readonly at: Instant
  readonly actor: Actor
  readonly type: Type
  readonly version: number
  readonly data: D
}

export type HappenedOf<Event, Actor> =
  Event extends RecordEvent<infer Type, infer D> ? Happened<Type, D, Actor> : never

export function recordEvent<const Type extends string, S extends Shape>(
  given: Given<S> & {
    readonly type: Type
    readonly wakes: 'page' | 'nobody'
    sentence(data: Data<S>, by: string): string
  },
) {
  const { type, wakes, sentence } = given
  const definition = define(given)
  const { version } = definition
  return {
    ...definition,
    type,
    wakes,
    sentence,
    tell: (written: Versioned, by: string): string | null => {
      const read = readData(definition, written)
      return read.known ? withoutMarks(sentence(read.data, by)) : null
    },
    happened: <Actor>(at: Instant, actor: Actor, data: Data<S>): Happened<Type, Data<S>, Actor> => ({
      at,
      actor,
      type,
      version,
      data,
    }),
  }
}
