import fc from 'fast-check'
import { addressOf, type Described, type Example } from '../../src/http/kernel/operation/examples.testing.ts'
import { aValueOf, hostileText, type Schema, spoilt } from './described-values.testing.ts'

type Parameter = { readonly in: string; readonly name: string; readonly schema: Schema }
export type Shape = {
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
}

type Requested = {
  readonly operation: Described
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array | undefined
}

/** Mostly right, and wrong in one place or another; now and then wrong all over. */
export function requestOf(
  operation: Described,
  shape: Shape,
  example: Example,
  resolve: (ref: string) => Schema,
): fc.Arbitrary<Requested> {
  const parameters = shape.parameters ?? []
  const schema = Object.values(shape.requestBody?.content ?? {})[0]?.schema
  return fc
    .record({
      params: wordsOf(parameters, 'path', example.params ?? {}, resolve),
      query: wordsOf(parameters, 'query', example.query ?? {}, resolve),
      more: mostly(null, fc.tuple(hostileText, hostileText), 12),
      headers: headersOf(parameters),
      body: schema === undefined ? fc.constant(undefined) : bodyOf(schema, example, resolve),
    })
    .map(({ params, query, more, headers, body }) => ({
      operation,
      path: pathOf(operation, params, more === null ? query : { ...query, [more[0]]: more[1] }),
      headers,
      body,
    }))
}

/** `value`, but once in `every` times something else. */
const mostly = <V, T>(value: V, other: fc.Arbitrary<T>, every: number): fc.Arbitrary<V | T> =>
  fc.oneof({ weight: every - 1, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: other })

type Words = Readonly<Record<string, string | undefined>>

function wordsOf(
  parameters: readonly Parameter[],
  where: 'path' | 'query',
  example: Words,
  resolve: (ref: string) => Schema,
): fc.Arbitrary<Words> {
  // A long poll may wait for as long as it was asked to.
  const its = parameters.filter((one) => one.in === where && one.name !== 'waitMs')
  return fc.record(
    Object.fromEntries(
      its.map(({ name, schema }) => [
        name,
        mostly(example[name], fc.oneof(aValueOf(schema, resolve).map(String), hostileText), 8),
      ]),
    ),
  )
}

/** Those that every request needs, and those that this operation reads. */
function headersOf(parameters: readonly Parameter[]): fc.Arbitrary<Readonly<Record<string, string>>> {
  const reads = (name: string) =>
    parameters.some((one) => one.in === 'header' && one.name.toLowerCase() === name) ? 4 : 30
  const header = (name: string, ...values: readonly string[]) =>
    mostly(undefined, fc.constantFrom(...values), reads(name))
  return fc
    .record({
      'content-type': mostly(
        'application/json',
        fc.constantFrom('text/plain', 'application/json; charset=latin1', '', '/'),
        15,
      ),
      'idempotency-key': fc.oneof(
        { weight: 10, arbitrary: fc.uuid() },
        { weight: 1, arbitrary: fc.constantFrom('k', 'the-same-key', 'x'.repeat(300), '') },
      ),
      'if-match': header('if-match', '"1"', '"2"', 'W/"3"', '*', '"x"', '"999999999999"'),
      'last-event-id': header('last-event-id', '0', '1', '-1', 'x', '99999999999999999999'),
      'if-none-match': header('if-none-match', '*', '"x"', 'x'.repeat(3_000)),
      origin: mostly(undefined, fc.constantFrom('http://evil.example', 'null'), 40),
    })
    .map(present)
}

function bodyOf(
  schema: Schema,
  example: Example,
  resolve: (ref: string) => Schema,
): fc.Arbitrary<string | Uint8Array | undefined> {
  const right = fc.oneof(fc.constant(example.body), aValueOf(schema, resolve))
  const wild = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.uint8Array({ maxLength: 200 }),
    fc.constant('['.repeat(50_000)),
    fc.constant(`{"because":"${'x'.repeat(1_100_000)}"}`),
  )
  return fc.oneof(
    { weight: 10, arbitrary: right.map((value) => JSON.stringify(value)) },
    { weight: 8, arbitrary: right.chain(spoilt).map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: wild },
  )
}

const present = (words: Words): Record<string, string> =>
  Object.fromEntries(
    Object.entries(words).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  )

function pathOf(operation: Described, params: Words, query: Words): string {
  const tame = (words: Words) =>
    Object.fromEntries(
      Object.entries(present(words)).map(([name, value]) => [name, value.toWellFormed().slice(0, 2_000)]),
    )
  return addressOf(operation, { params: tame(params), query: tame(query) })
}
