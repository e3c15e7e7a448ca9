import type { Json } from '../../src/core/flag/definition/definition.ts'
import { repeated } from './pumped.ts'
import type { Random } from './random.ts'

/** A definition of a flag with the context that it is asked for, as JSON: rules that repeat and loop over lists. */
export function flagCase(length: number, random: Random): string {
  const share = Math.max(100, length / 2)
  const rule = ruleOf(random, 1 + random.whole(4), share)
  const evaluators = random.whole(3) === 0 ? { $evaluators: { e: ruleOf(random, 2, share / 4) } } : {}
  const definition = {
    state: 'ENABLED',
    variants: { on: { a: 1 }, off: { a: nest(random.whole(40)) } },
    defaultVariant: 'off',
    targeting: rule,
    ...evaluators,
  }
  const part = repeated([random.pick(['a', 'ab', '1', 'é', '1.0.0-', 'a.'])], share / 4)
  const context = {
    targetingKey: random.pick(['user-7', part]),
    items: random.pick<unknown>([
      Array.from({ length: share / 2 }, (_, i) => i % 7),
      [part, part],
      [[1], [2]],
      part,
    ]),
    text: part,
    part: random.pick([
      part.slice(0, part.length / 2),
      `${part.slice(0, part.length / 3)}b${part.slice(0, part.length / 3)}`,
    ]),
    version: random.pick(['1.2.3', `1.0.0-${part}`, part]),
  }
  return JSON.stringify({ definition, context })
}

const VARS = ['items', 'text', 'part', 'version', 'targetingKey', '', 'accumulator', 'current', 'missing.a.b']

function ruleOf(random: Random, depth: number, room: number): Json {
  const operand = (): Json => {
    if (depth > 0 && random.whole(3) > 0) return ruleOf(random, depth - 1, room / 3)
    return random.pick<Json>([
      { var: random.pick(VARS) },
      { var: random.pick(VARS) },
      'a',
      1,
      true,
      null,
      [1, 'a'],
      { $ref: 'e' },
    ])
  }
  const many = (): readonly Json[] => {
    const piece = operand()
    return Array.from(
      { length: 1 + Math.floor(room / (JSON.stringify(piece).length + 1) / random.pick([1, 4, 40])) },
      () => piece,
    )
  }
  const shape = random.pick<() => Json>([
    () => ({ if: [operand(), 'on', operand(), 'off', 'on'] }),
    () => ({ [random.pick(['or', 'and', 'cat', 'merge', '+', '*', 'max', 'min', 'if'])]: many() }),
    () => ({ [random.pick(['map', 'filter', 'all', 'none', 'some'])]: [{ var: 'items' }, operand()] }),
    () => ({ reduce: [{ var: 'items' }, random.pick([operand(), DOUBLED, JOINED, NESTED]), operand()] }),
    () => ({
      [random.pick(['==', '===', '<', '>=', 'in', 'starts_with', 'ends_with', '%'])]: [operand(), operand()],
    }),
    () => ({ sem_ver: [operand(), random.pick(['=', '>', '^', '~']), operand()] }),
    () => ({ fractional: [operand(), ['on', 1], ['off', 2]] }),
    () => ({ substr: [operand(), random.whole(9) - 4, random.whole(9)] }),
    () => ({ missing: ['a', 'b.c', 'd'] }),
  ])
  return shape()
}

const accumulator = { var: 'accumulator' }
const DOUBLED: Json = { cat: [accumulator, accumulator] }
const JOINED: Json = { merge: [accumulator, accumulator] }
const NESTED: Json = [accumulator, accumulator]

function nest(levels: number): Json {
  return levels === 0 ? 1 : { a: nest(levels - 1) }
}
