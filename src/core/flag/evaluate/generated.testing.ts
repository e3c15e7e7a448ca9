import fc from 'fast-check'
import type { FlagDefinition, Json } from '../definition/definition.ts'

/**
 * Definitions and contexts that flagd-core and we have to answer alike; what is left out differs on purpose (decision
 * 0013).
 */
const literalText = fc.constantFrom('CH', 'DE', 'anna@a.example', 'ben@b.example', 'pro', 'x', '')
const wholeNumber = fc.integer({ min: 1, max: 90 })
const v = (...names: readonly Json[]): Json => ({ var: names.length === 1 ? (names[0] as Json) : names })
const op = (name: string, ...args: readonly Json[]): Json => ({ [name]: args })

const readText = fc.constantFrom<Json>(
  v('email'),
  v('country'),
  v('user.name'),
  v('user.plan'),
  v('country', 'CH'),
  v('$flagd.flagKey'),
  { var: ['email'] },
)
/** Of what is missing `cat` makes something else here than flagd-core does. */
const sureText = fc.constantFrom<Json>('x', v('country', 'CH'), v('email', ''), v('$flagd.flagKey'))
const readNumber = fc.constantFrom<Json>(v('age'), v('age', 18), v('user.logins'))

const { result } = fc.letrec<{ text: Json; number: Json; holds: Json; result: Json }>((tie) => ({
  text: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    literalText,
    readText,
    fc.tuple(sureText, sureText).map(([a, b]) => op('cat', a, b)),
    fc
      .tuple(fc.integer({ min: -4, max: 4 }), fc.integer({ min: -3, max: 5 }))
      .map(([from, count]) => op('substr', v('country', 'CH'), from, count)),
    fc.tuple(tie('holds'), tie('text'), tie('text')).map((args) => op('if', ...args)),
  ),
  number: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    wholeNumber,
    readNumber,
    fc
      .tuple(fc.constantFrom('+', '-', '*'), tie('number'), tie('number'))
      .map(([name, a, b]) => op(name, a, b)),
    fc.tuple(fc.constantFrom('%', '/'), tie('number'), wholeNumber).map(([name, a, b]) => op(name, a, b)),
    fc
      .tuple(fc.constantFrom('max', 'min'), wholeNumber, wholeNumber)
      .map(([name, a, b]) => op(name, a, v('age', b))),
    fc.constant(op('reduce', v('sizes'), op('+', v('current'), v('accumulator')), 0)),
    fc.constant(op('-', v('$flagd.timestamp'), 1_763_700_000)),
  ),
  holds: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc
      .tuple(
        fc.constantFrom('==', '!=', '===', '!==', '<', '>='),
        tie('text'),
        fc.oneof(literalText, readText),
      )
      .map(([name, a, b]) => op(name, a, b)),
    fc.tuple(fc.constantFrom('==', '!='), readNumber, wholeNumber).map(([name, a, b]) => op(name, a, b)),
    fc
      .tuple(fc.constantFrom('<', '<=', '>', '>='), tie('number'), fc.oneof(wholeNumber, readNumber))
      .map(([name, a, b]) => op(name, a, b)),
    fc
      .tuple(fc.constantFrom('<', '<='), wholeNumber, wholeNumber)
      .map(([name, a, b]) => op(name, a, v('age'), b)),
    fc.tuple(tie('text'), fc.array(literalText, { maxLength: 4 })).map(([a, list]) => op('in', a, list)),
    fc.tuple(literalText, fc.constantFrom(v('tags'), v('email'))).map(([a, b]) => op('in', a, b)),
    fc
      .tuple(fc.constantFrom('starts_with', 'ends_with'), tie('text'), literalText)
      .map(([name, a, b]) => op(name, a, b)),
    fc
      .tuple(
        fc.constantFrom<Json>(v('version'), v('age')),
        fc.constantFrom('=', '!=', '<', '<=', '>', '>=', '^', '~'),
        fc.constantFrom('1.0.0', '1.2.0', '2.0.0-rc.1', '30.0.0'),
      )
      .map((args) => op('sem_ver', ...args)),
    fc
      .tuple(fc.constantFrom('some', 'none'), literalText)
      .map(([name, a]) => op(name, v('tags'), op('==', v(''), a))),
    fc
      .tuple(fc.constantFrom('all', 'some'), wholeNumber)
      .map(([name, a]) => op(name, v('sizes'), op('>', v(''), a))),
    fc
      .tuple(literalText, wholeNumber)
      .map(([a, n]) =>
        op('in', n, op('merge', v('sizes'), op('map', v('sizes'), op('*', v(''), 2)), [a as Json])),
      ),
    fc.constantFrom(
      op('!!', op('missing', 'email', 'user.name')),
      op('!!', op('missing_some', 1, ['email', 'age'])),
    ),
    fc.tuple(fc.constantFrom('and', 'or'), tie('holds'), tie('holds')).map(([name, a, b]) => op(name, a, b)),
    fc.tuple(fc.constantFrom('!', '!!'), tie('holds')).map(([name, a]) => op(name, a)),
    fc.constant(op('!', op('filter', v('sizes'), op('<', v(''), 20)))),
  ),
  result: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom<Json>('on', 'off', 'blue', true, null),
    fc.tuple(tie('holds'), tie('result'), tie('result')).map((args) => op('if', ...args)),
    fc.tuple(tie('holds'), tie('result')).map((args) => op('if', ...args)),
    fc
      .tuple(tie('holds'), tie('result'), tie('holds'), tie('result'), tie('result'))
      .map((args) => op('if', ...args)),
    fc
      .tuple(
        fc.option(
          fc.constantFrom<Json>(v('email'), op('cat', v('$flagd.flagKey'), v('email', 'x')), v('age')),
          { nil: undefined },
        ),
        fc.array(
          fc.oneof(
            tie('result').map((one): Json => [one]),
            fc.tuple(tie('result'), fc.integer({ min: 0, max: 500_000_000 })).map((pair): Json => [...pair]),
            fc
              .tuple(tie('result'), tie('holds'))
              .map(([one, when]): Json => [one, op('if', when, 30, op('-', 5, 10))]),
          ),
          { minLength: 1, maxLength: 4 },
        ),
      )
      .map(([key, entries]) => op('fractional', ...(key === undefined ? [] : [key]), ...entries)),
  ),
}))
const variants = { on: 1, off: 2, blue: 3, true: 4 }

export const generatedDefinition: fc.Arbitrary<FlagDefinition> = fc
  .record({
    state: fc.oneof({ weight: 9, arbitrary: fc.constant('ENABLED') }, fc.constant('DISABLED')),
    defaultVariant: fc.constantFrom('on', 'blue', null, undefined),
    targeting: fc.option(
      result.filter((rule) => typeof rule === 'object' && rule !== null),
      { nil: undefined, freq: 8 },
    ),
    metadata: fc.constantFrom({}, { team: 'web', tier: 2 }),
  })
  .map(({ targeting, defaultVariant, ...rest }) => ({
    ...rest,
    variants,
    ...(defaultVariant === undefined ? {} : { defaultVariant }),
    ...(targeting === undefined ? {} : { targeting }),
  })) as fc.Arbitrary<FlagDefinition>

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 3 })

/** `sizes` is always there: of a list that is missing, `all` says something else than flagd-core on purpose. */
export const generatedContext = fc
  .record({
    targetingKey: optional(fc.stringMatching(/^[a-z0-9-]{1,12}$/)),
    email: optional(fc.constantFrom('anna@a.example', 'ben@b.example', 'x')),
    country: optional(fc.constantFrom('CH', 'DE', 'Liechtenstein')),
    age: optional(wholeNumber),
    version: optional(
      fc.constantFrom('1.0.0', 'v1.2.3', '2.0.0-rc.1', '2.0.0-rc.2+b', '1.2', '1', 'none', '2.0.0.0'),
    ),
    tags: optional(fc.array(literalText, { maxLength: 3 })),
    sizes: fc.array(wholeNumber, { maxLength: 3 }),
    user: optional(
      fc.record({
        name: optional(literalText),
        plan: optional(fc.constantFrom('pro', 'free')),
        logins: optional(wholeNumber),
      }),
    ),
  })
  .map((context) => JSON.parse(JSON.stringify(context)) as Readonly<Record<string, Json>>)
