import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fault } from '../../document/finding.ts'
import type { Json } from '../definition/definition.ts'
import { checkDefinition } from './check-definition.ts'

const flag = (more: object): object => ({ state: 'ENABLED', variants: { on: true, off: false }, ...more })
const rule = (targeting: Json): object => flag({ targeting })
const first = (given: unknown): string => {
  const checked = checkDefinition(given)
  if ('definition' in checked) return 'nothing is wrong'
  const [{ path, message, remedy } = fault([], '', '', '')] = checked.faults
  return `${path.join('/')}: ${message}; ${remedy}`
}

test('every fault of a definition has its place and its remedy', () => {
  const deep = (levels: number): Json => (levels === 0 ? true : { '!': [deep(levels - 1)] })
  const wide = Object.fromEntries(
    Array.from({ length: 14 }, (_, i) => [
      `e${i}`,
      i === 0 ? { var: 'x' } : { and: [{ $ref: `e${i - 1}` }, { $ref: `e${i - 1}` }] },
    ]),
  )
  const cases: readonly (readonly [unknown, RegExp])[] = [
    [null, /^: this is no definition/],
    [[], /^: this is no definition/],
    [flag({ varients: {} }), /^varients: a flag has no "varients"; did you mean variants\?/],
    [{ variants: { on: true } }, /^state: the flag has no state/],
    [flag({ state: 'enabled' }), /^state: "enabled" is no state.*"ENABLED"/],
    [flag({ variants: {} }), /^variants: the flag has no variants/],
    [flag({ variants: { on: true, off: 0 } }), /^variants\/off: .* is a number, others are a boolean/],
    [flag({ variants: { on: [1] } }), /^variants\/on: .*neither.*; put lists/],
    [flag({ variants: { on: null } }), /^variants\/on: .*neither/],
    [flag({ variants: { '': true } }), /^variants\/: a variant has no name/],
    [flag({ defaultVariant: 'onn' }), /^defaultVariant: there is no variant "onn"; did you mean on\?/],
    [flag({ metadata: { a: {} } }), /^metadata\/a: /],
    [rule('on'), /^targeting: the targeting is no rule/],
    [
      rule({ startswith: [] }),
      /^targeting\/startswith: there is no operator startswith; did you mean starts_with\?/,
    ],
    [rule({ constructor: [1] } as Json), /there is no operator constructor/],
    [rule({ '==': [1, 2], '!=': [1, 2] }), /^targeting: a rule has exactly one operator/],
    [rule({ if: [{ '==': [1] }, 'on'] }), /^targeting\/if\/0\/==: == has 1 operands; write 2 for ==/],
    [rule({ if: { var: 'x' } }), /^targeting\/if: if has no list of operands/],
    [rule({ if: [true, 'onn', 'off'] }), /^targeting\/if\/1: there is no variant "onn"; did you mean on/],
    [rule({ if: [true, 'on', 7] }), /^targeting\/if\/2: there is no variant 7/],
    [rule({ var: 7 }), /^targeting\/var: var names nothing/],
    [rule({ var: '$flagd.time' }), /^targeting\/var: \$flagd\.time is nothing/],
    [rule({ var: 'a.__proto__.b' }), /leads out of the context/],
    [rule({ var: '../x' }), /leads out of the context/],
    [
      rule({ some: [{ var: 'l' }, { var: '$cutwater.slot' }] }),
      /^targeting\/some\/1\/var: .*cannot be read here/,
    ],
    [rule({ '+': ['x', 1] }), /^targeting\/\+\/0: \+ cannot calculate with "x"/],
    [rule({ '-': 'x' }), /^targeting\/-: - cannot calculate with "x"/],
    [rule({ '*': [[], 1] }), /^targeting\/\*\/0: \* cannot calculate with \[\]/],
    [rule({ max: ['3', 1] }), /^targeting\/max\/0: max cannot calculate with "3"/],
    [rule({ starts_with: [{ var: 'x' }, 4] }), /^targeting\/starts_with\/1: .* and 4 is none; .*"4"/],
    [rule({ ends_with: [true, 'x'] }), /^targeting\/ends_with\/0: .* and true is none/],
    [rule({ sem_ver: ['1.x', '=', '1.0.0'] }), /^targeting\/sem_ver\/0: "1\.x" is no version/],
    [rule({ sem_ver: [{ var: 'v' }, '=>', '1.0.0'] }), /^targeting\/sem_ver\/1: "=>" compares no versions/],
    [rule({ fractional: [] }), /^targeting\/fractional: fractional has 0 operands/],
    [rule({ fractional: [{ var: 'x' }] }), /^targeting\/fractional: nothing can be chosen/],
    [rule({ fractional: ['x', ['on']] }), /^targeting\/fractional\/0: the key is the same for everybody/],
    [
      rule({ fractional: [['on', 0.5], ['off']] }),
      /^targeting\/fractional\/0\/1: 0\.5 is no weight; .*scale/,
    ],
    [rule({ fractional: [['on', -1]] }), /^targeting\/fractional\/0\/1: -1 is no weight/],
    [
      rule({
        fractional: [
          ['on', 2_147_483_647],
          ['off', 1],
        ],
      }),
      /^targeting\/fractional: the weights come to 2147483648/,
    ],
    [rule({ fractional: [['on'], { var: 'x' }] }), /^targeting\/fractional\/1: this is no share/],
    [rule({ fractional: [['on'], ['blue']] }), /^targeting\/fractional\/1\/0: there is no variant "blue"/],
    [rule({ $ref: 'x' }), /^targeting: there is no evaluator x/],
    [
      flag({ targeting: { $ref: 'a' }, $evaluators: { a: { '!': [{ $ref: 'a' }] } } }),
      /^\$evaluators\/a\/!\/0: the evaluator a leads back to itself/,
    ],
    [flag({ targeting: { $ref: 'e13' }, $evaluators: wide }), /more than 5000 parts/],
    [rule({ '!': [deep(60)] }), /nested deeper than 50/],
    [flag({ metadata: { a: 'x'.repeat(70_000) } }), /^: the definition is longer than 64 KiB/],
  ]
  for (const [given, said] of cases) assert.match(first(given), said)
})

test('takes the whole of what flagd takes', () => {
  for (const targeting of [
    {},
    { if: [{ in: ['@a.example', { var: ['email'] }] }, 'on', null] },
    { fractional: [{ cat: [{ var: '$flagd.flagKey' }, { var: 'email' }] }, ['on', 1], ['off']] },
    {
      fractional: [
        [
          { if: [{ '!!': { var: 'x' } }, 'on', 'off'] },
          { '-': [{ var: '$flagd.timestamp' }, 1_740_000_000] },
        ],
      ],
    },
    { if: [{ sem_ver: [{ var: 'v' }, '^', 'v1.0'] }, 'on'] },
    { if: [{ '===': [{ '+': '3' }, { '-': ['4', true, null, ' 0 '] }] }, 'on'] },
    { if: [{ '<': [1, { var: 'n' }, 9] }, 'on', { missing: ['a'] }, 'off', 'on'] },
    { if: [{ reduce: [{ var: 'l' }, { '+': [{ var: 'current' }, { var: 'accumulator' }] }, 0] }, 'on'] },
  ] as const)
    assert.equal(first(rule(targeting as Json)), 'nothing is wrong')
})
