import fc from 'fast-check'

/** JSON Schema as the document of the API uses it. */
export type Schema = {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: Schema | boolean
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly minItems?: number
  readonly maxItems?: number
}

/** What a schema allows, as far as it can be said; refinements that it cannot say may still refuse it. */
export function aValueOf(schema: Schema, resolve: (ref: string) => Schema): fc.Arbitrary<unknown> {
  const of = (one: Schema) => aValueOf(one, resolve)
  if (schema.$ref !== undefined) return fc.constant(null).chain(() => of(resolve(schema.$ref ?? '')))
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices !== undefined) return fc.oneof(...choices.map(of))
  if (schema.allOf !== undefined)
    return fc.tuple(...schema.allOf.map(of)).map((parts) => Object.assign({}, ...(parts as object[])))
  const types = Array.isArray(schema.type) ? schema.type : [schema.type]
  return fc.oneof(...types.map((type: string | undefined) => aValueOfType(type, schema, of)))
}

function aValueOfType(
  type: string | undefined,
  schema: Schema,
  of: (one: Schema) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  const { minimum, maximum } = schema
  switch (type) {
    case 'object': {
      const own = Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, one]) => [name, of(one)]),
      )
      const whole = fc.record(own, { requiredKeys: [...(schema.required ?? [])] })
      return typeof schema.additionalProperties === 'object'
        ? fc
            .tuple(
              fc.dictionary(fc.string({ maxLength: 20 }), of(schema.additionalProperties), { maxKeys: 3 }),
              whole,
            )
            .map(([more, own]) => ({ ...more, ...own }))
        : whole
    }
    case 'array':
      return fc.array(of(schema.items ?? {}), {
        minLength: schema.minItems ?? 0,
        maxLength: schema.maxItems ?? 3,
      })
    case 'string':
      return textOf(schema)
    case 'integer':
      return fc.integer({ min: minimum ?? -1_000, max: Math.min(maximum ?? 1_000_000, 2 ** 31) })
    case 'number':
      return fc.double({ min: minimum ?? -1e6, max: maximum ?? 1e6, noNaN: true })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    default:
      return fc.jsonValue()
  }
}

function textOf({ pattern, minLength = 0, maxLength = 60 }: Schema): fc.Arbitrary<string> {
  const plain = fc.string({ minLength, maxLength: Math.max(minLength, Math.min(maxLength, 60)) })
  return pattern === undefined ? plain : fc.stringMatching(new RegExp(pattern), { size: 'small' })
}

/** Nothing that anybody would send who means well. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '',
    '\0',
    'a\0b',
    '\ud800',
    '\u202egnp.exe',
    '../../etc/passwd',
    "'; DROP TABLE cutwater.journal; --",
    '${{ inputs.environment }}',
    '<script>alert(1)</script>',
    '__proto__',
    'constructor',
    '%00',
    '%',
    '{"',
    'NaN',
    '-1',
    '1e999',
    '9007199254740993',
    '0x10',
    '*',
    'CHG-2026-0000',
    'x'.repeat(5_000),
    '\r\nx-injected: 1',
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
)

export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  hostileText,
  fc.constantFrom(null, true, -0, -1, 1e308, 5e-324, 2 ** 53, [], {}, [[[[[]]]]], { __proto__: null }),
  fc.jsonValue(),
  fc.constant(JSON.parse(`${'['.repeat(200)}${']'.repeat(200)}`)),
)

/** A value with one place of it spoilt: replaced, left out, or with something added. */
export function spoilt(value: unknown): fc.Arbitrary<unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return hostileValue
  const names = Object.keys(value)
  const whole = value as Record<string, unknown>
  const name = names.length === 0 ? fc.constant('because') : fc.constantFrom(...names)
  return fc.oneof(
    fc.tuple(name, hostileValue).map(([at, put]) => ({ ...whole, [at]: put })),
    name.map((at) => Object.fromEntries(Object.entries(whole).filter(([one]) => one !== at))),
    fc.tuple(hostileText, hostileValue).map(([at, put]) => ({ ...whole, [at]: put })),
    hostileValue,
  )
}
