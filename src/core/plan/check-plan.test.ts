import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Binding } from '../binding/binding.ts'
import { parseBinding } from '../binding/parse.ts'
import type { Finding } from '../document/finding.ts'
import { checkPlan, signalsOf } from './plan.ts'

const GOOD = `plan: sample
title: A sample
inputs:
  environment: { type: enum, values: [staging, production], required: true }
  tag: { type: string, required: true }
  minutes: { type: integer, default: 45 }
environment: \${{ inputs.environment }}
version: \${{ inputs.tag }}
window: { duration: "\${{ inputs.minutes }}m" }
steps:
  - deploy: wix
  - rollout:
      targets: [wix]
      stages:
        - { weight: 5, hold: 5m }
        - { weight: 100, hold: 15m }
      gates: [{ signal: success-ratio, atLeast: 99.0% }]
      guards: [{ signal: success-ratio, below: 97%, for: 1m }]
  - flags: { CanaryEnabled: false, lock: true }
  - action: sync-registry
    undo: { none: true, because: A sync repeats harmlessly. }
accept:
  - { title: held, held: { signal: success-ratio } }
`

const BINDING = `environments:
  staging: &environment
    targets:
      wix:
        traffic: { gateway: g.sock }
        sides: { blue: 'http://127.0.0.1:1', green: 'http://127.0.0.1:2' }
        deploy: { command: [node, deploy.ts], timeLimit: 60s }
    actions: { sync-registry: { command: [node, sync.ts] } }
    signals: { success-ratio: { gateway: success }, latency-p95: { gateway: latency } }
  production: *environment
`

function binding(): Binding {
  const parsed = parseBinding(BINDING, 'cutwater.yaml')
  assert.ok('binding' in parsed, JSON.stringify(parsed))
  return parsed.binding
}

/** One fault planted in the good plan: what is replaced, by what, and the finding that has to come. */
type Row = readonly [
  title: string,
  from: string,
  to: string,
  code: string,
  where: `${number}:${number}`,
  remedy: RegExp,
]

const ROWS: readonly Row[] = [
  ['an unknown key', 'window: {', 'windw: {', 'unknown-key', '9:1', /did you mean window/],
  [
    'an unknown key deep inside',
    'gates: [{ signal',
    'gatse: [{ signal',
    'unknown-key',
    '17:7',
    /did you mean gates/,
  ],
  [
    'a duration without a unit',
    'weight: 5, hold: 5m',
    'weight: 5, hold: 5',
    'wrong-type',
    '15:30',
    /90s, 5m/,
  ],
  [
    'nonsense for a duration',
    'weight: 5, hold: 5m',
    'weight: 5, hold: soon',
    'bad-value',
    '15:30',
    /90s, 5m/,
  ],
  ['a weight above 100 %', 'weight: 100', 'weight: 101', 'bad-value', '16:21', /0% to 100%/],
  ['weights that do not rise', 'weight: 100', 'weight: 4', 'weights-fall', '16:21', /rising weights/],
  [
    'a stage after 100 %',
    'weight: 5, hold',
    'weight: 100, hold',
    'unreachable',
    '16:21',
    /remove this stage/,
  ],
  [
    'adopting below 100 %',
    'weight: 100',
    'weight: 50',
    'adopt-below-full',
    '16:11',
    /weight: 100|adopt: false/,
  ],
  [
    'a rollout without a guard',
    '      guards: [{ signal: success-ratio, below: 97%, for: 1m }]\n',
    '',
    'no-guard',
    '12:5',
    /guards: \[/,
  ],
  [
    'a rollout without a gate',
    '      gates: [{ signal: success-ratio, atLeast: 99.0% }]\n',
    '',
    'no-gate',
    '12:5',
    /gates: \[/,
  ],
  [
    'ignore on a gate',
    'atLeast: 99.0% }',
    'atLeast: 99.0%, noData: { then: ignore } }',
    'wrong-type',
    '17:72',
    /hold or pause or rollback/,
  ],
  ['a gate without a bound', ', atLeast: 99.0%', '', 'bad-value', '17:15', /one of atLeast, atMost/],
  [
    'a guard with two bounds',
    'below: 97%,',
    'below: 97%, above: 3,',
    'bad-value',
    '18:16',
    /keep one of below, above/,
  ],
  ['a guard over a hold', 'for: 1m', 'over: hold', 'bad-value', '18:59', /90s, 5m/],
  [
    'a gate longer than a hold',
    'atLeast: 99.0%',
    'atLeast: 99.0%, over: 6m',
    'longer-than-hold',
    '17:62',
    /over: hold/,
  ],
  [
    'a lookback without for',
    'atLeast: 99.0%',
    'atLeast: 99.0%, lookback: 6m',
    'stray-lookback',
    '17:56',
    /remove it/,
  ],
  ['a guard that cannot trip', 'for: 1m', 'for: 21m', 'never-trips', '18:58', /shorten/],
  [
    'a step without undo',
    '    undo: { none: true, because: A sync repeats harmlessly. }\n',
    '',
    'no-undo',
    '20:5',
    /undo: \{ action: NAME/,
  ],
  [
    'an undo of none without a reason',
    ', because: A sync repeats harmlessly.',
    '',
    'missing',
    '21:5',
    /one line of text|text/,
  ],
  [
    'holds longer than the window',
    'default: 45',
    'default: 20',
    'window-too-short',
    '9:21',
    /longer than 20m/,
  ],
  [
    'a constant false when',
    '  - deploy: wix',
    '  - when: false\n    deploy: wix',
    'unreachable',
    '11:11',
    /depend on an input/,
  ],
  [
    'a when that no input can change',
    '  - deploy: wix',
    '  - when: ${{ 1 > 2 }}\n    deploy: wix',
    'unreachable',
    '11:11',
    /depend on an input/,
  ],
  [
    'an id taken twice',
    '  - deploy: wix',
    '  - { deploy: wix, id: twice }\n  - { deploy: gamma, id: twice }',
    'duplicate-id',
    '12:26',
    /another id/,
  ],
  [
    'one target moved at the same time',
    '  - deploy: wix',
    '  - parallel: [{ deploy: wix }, { deploy: wix }]',
    'contended-target',
    '11:33',
    /one after the other/,
  ],
  [
    'a step that says nothing',
    '  - deploy: wix',
    '  - title: nothing',
    'no-step',
    '11:5',
    /one of deploy, rollout/,
  ],
  [
    'an input nobody declared',
    'inputs.tag',
    'inputs.tagg',
    'unknown-name',
    '8:10',
    /environment, tag, minutes/,
  ],
  [
    'an expression that mixes types',
    '"${{ inputs.minutes }}m"',
    '"${{ inputs.minutes + \'m\' }}"',
    'expression-type',
    '9:21',
    /string\(\)/,
  ],
  [
    'an expression of the wrong type',
    'lock: true',
    'lock: "${{ inputs.minutes }}"',
    'wrong-type',
    '19:42',
    /true or false/,
  ],
  ['an expression without an end', '${{ inputs.tag }}', '${{ inputs.tag', 'expression', '8:10', /close it/],
  [
    'an expression that gives a list',
    '${{ inputs.tag }}',
    '${{ [inputs.tag] }}',
    'expression-type',
    '8:10',
    /text, a number/,
  ],
  [
    'loops in expressions',
    '${{ inputs.tag }}',
    '${{ string([1].map(x, x) == [1]) }}',
    'expression',
    '8:10',
    /comparisons/,
  ],
  [
    'outputs where they are not known',
    '${{ inputs.tag }}',
    '${{ steps.a.outputs.b }}',
    'expression-place',
    '8:10',
    /`with`/,
  ],
  [
    'an input made from an expression',
    'default: 45',
    'default: "${{ 45 }}"',
    'expression-place',
    '6:38',
    /value itself/,
  ],
  ['a default of another type', 'default: 45', 'default: "45"', 'bad-default', '6:38', /write 1|type/],
  ['an input without default', 'default: 45', 'minimum: 1', 'input-without-default', '6:3', /required: true/],
  [
    'an enum without values',
    'values: [staging, production], ',
    '',
    'bad-input-declaration',
    '4:3',
    /values:/,
  ],
  ['an input used nowhere', '${{ inputs.minutes }}m', '45m', 'unused-input', '6:3', /remove it/],
  [
    'a pattern that backtracks',
    'type: string,',
    'type: string, pattern: "(a+)+",',
    'bad-input-declaration',
    '5:33',
    /single characters/,
  ],
  [
    'a target without a binding',
    '  - deploy: wix',
    '  - deploy: wixx',
    'unbound',
    '11:13',
    /did you mean wix/,
  ],
  [
    'an action without a binding',
    '  - action: sync-registry',
    '  - action: sync-registri',
    'unbound',
    '20:13',
    /did you mean sync-registry/,
  ],
  [
    'a signal without a binding',
    'gates: [{ signal: success-ratio',
    'gates: [{ signal: succes-ratio',
    'unbound',
    '17:25',
    /did you mean success-ratio/,
  ],
  [
    'an environment without a binding',
    '[staging, production]',
    '[staging, prod]',
    'unbound',
    '7:14',
    /production, staging/,
  ],
  ['a latency for a ratio', 'atLeast: 99.0%', 'atLeast: 99ms', 'wrong-unit', '17:49', /99.0%/],
  ['99 where 99 % was meant', 'atLeast: 99.0%', 'atLeast: 99', 'wrong-unit', '17:49', /99.0%/],
  [
    'more time than the binding allows',
    '  - deploy: wix',
    '  - deploy: wix\n    timeLimit: 5m',
    'time-limit',
    '12:16',
    /60s or less/,
  ],
  [
    'an unknown gate in the checklist',
    'held: { signal: success-ratio }',
    'held: { signal: latency-p95 }',
    'unknown-gate',
    '23:26',
    /success-ratio/,
  ],
  [
    'a check that is missing',
    ', held: { signal: success-ratio }',
    '',
    'bad-value',
    '23:5',
    /held, flag, action/,
  ],
  ['a secret by name', 'because: A sync', 'because: secret:KEY sync', 'secret', '21:34', /cutwater.yaml/],
  [
    'a secret by its looks',
    'title: A sample',
    'title: https://me:hunter2@host/',
    'secret',
    '2:8',
    /cutwater.yaml/,
  ],
  ['a duplicate key', 'title: A sample', 'title: A sample\ntitle: again', 'duplicate-key', '3:1', /keep one/],
  ['a tab', '  tag:', '\ttag:', 'yaml', '5:1', /spaces/],
  ['a missing title', 'title: A sample\n', '', 'missing', '1:1', /text/],
  [
    'a name of the prototype',
    '  - deploy: wix',
    '  - deploy: constructor',
    'bad-value',
    '11:13',
    /another name/,
  ],
]

for (const [title, from, to, code, where, remedy] of ROWS)
  test(`check finds ${title}`, () => {
    assert.ok(GOOD.includes(from), `the good plan no longer holds ${from}`)
    const findings = checkPlan(
      GOOD.replace(from, () => to),
      'sample.yaml',
      binding(),
    )
    const found = findings.find((one) => one.code === code && `${one.line}:${one.column}` === where)
    assert.ok(found, `${code} at ${where} is not among\n${JSON.stringify(findings, null, 1)}`)
    assert.match(found.remedy, remedy)
    assert.equal(found.file, 'sample.yaml')
    assert.ok(found.message.length > 0)
  })

test('an environment that is not bound is an error only where no other one is', () => {
  const severities = (values: string) =>
    checkPlan(GOOD.replace('[staging, production]', values), 'sample.yaml', binding()).map(
      ({ code, severity }) => `${severity} ${code}`,
    )
  assert.deepEqual(severities('[staging, mars]'), ['warning unbound'])
  assert.deepEqual(severities('[venus, mars]'), ['error unbound', 'error unbound'])
})

test('check has nothing to say about a good plan', () => {
  assert.deepEqual(checkPlan(GOOD, 'sample.yaml', binding()), [])
})

test('check finds a signal of the gateway on a target that is not behind it, and says what a plan decides by', () => {
  const parsed = parseBinding(
    BINDING.replace(/traffic: \{ gateway: [^}]*\}/, 'traffic: { haproxy: { socket: s, maps: m } }'),
    'cutwater.yaml',
  )
  assert.ok('binding' in parsed, JSON.stringify(parsed))
  const found = checkPlan(GOOD, 'sample.yaml', parsed.binding).filter(({ code }) => code === 'not-measured')
  assert.ok(found.length > 0)
  assert.match(found[0]?.message ?? '', /the gateway measures .*, and .* is not behind it/)
  const [use] = signalsOf(GOOD, 'sample.yaml', parsed.binding)
  assert.deepEqual([use?.signal, use?.bounds], ['success-ratio', [0.99, 0.97]])
})

test('check finds every fault at once, each once, without echoes of the others', () => {
  const bad = GOOD.replace('title: A sample', 'titel: A sample')
    .replace('hold: 5m', 'hold: soon')
    .replace('below: 97%', 'below: lots')
    .replace('    undo: { none: true, because: A sync repeats harmlessly. }\n', '')
    .replace('default: 45', 'default: x')
    .replace('inputs.tag }}', 'inputs.tg }}')
  const codes = checkPlan(bad, 'sample.yaml', binding()).map(({ code, line }) => `${line} ${code}`)
  assert.deepEqual(codes, [
    '1 missing',
    '2 unknown-key',
    '5 unused-input',
    '6 bad-default',
    '8 unknown-name',
    '15 bad-value',
    '18 bad-value',
    '20 no-undo',
  ])
})

test('outputs are used only by what surely comes later', () => {
  const outputs = GOOD.replace(
    '  - action: sync-registry',
    '  - action: sync-registry\n    outputs: { count: integer }',
  )
  const use = (expression: string): string =>
    outputs.replace('CanaryEnabled: false', `CanaryEnabled: '\${{ ${expression} }}'`)
  const codes = (text: string): readonly string[] =>
    checkPlan(text, 'p', binding()).map(({ code }: Finding) => code)
  assert.deepEqual(codes(use('steps["action-sync-registry"].outputs.count > 3')), ['later-step'])
  assert.deepEqual(codes(use('steps["action-sync-registry"].outputs.cnt')), ['unknown-name'])
  assert.deepEqual(codes(use('steps["deploy-wix"].outputs.url')), ['unknown-name'])
  const earlier = use('steps["deploy-wix"].outputs.ok').replace(
    '  - deploy: wix',
    '  - { deploy: wix, outputs: { ok: boolean } }',
  )
  assert.deepEqual(codes(earlier), [])
})

test('unreadable files get one clear finding', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['', 'empty'],
    ['# only a comment\n', 'empty'],
    ['just text', 'wrong-type'],
    ['a: 1\n---\nb: 2\n', 'many-documents'],
    [`a: "${'x'.repeat(300_000)}"`, 'too-large'],
    ['a: \u0000', 'not-text'],
    ['plan: \ufffd', 'not-text'],
    ['a: *missing', 'aliases'],
    ['a: !tag 1', 'yaml'],
    [`${'['.repeat(5000)}`, 'too-deep'],
    [`a: ${'['.repeat(100)}${']'.repeat(100)}`, 'too-deep'],
    [bomb(), 'aliases'],
  ]
  for (const [text, code] of cases) {
    const findings = checkPlan(text, 'p.yaml')
    assert.equal(findings[0]?.code, code, `${text.slice(0, 40)}: ${JSON.stringify(findings[0])}`)
  }
})

test('the plan that ships has no findings', () => {
  const text = readFileSync(new URL('../../../plans/dual-deploy.yaml', import.meta.url), 'utf8')
  assert.deepEqual(checkPlan(text, 'plans/dual-deploy.yaml'), [])
})

function bomb(): string {
  const levels = ['a: &a [x, x, x, x, x, x, x, x, x]']
  for (let i = 1; i < 9; i++) {
    const [name, below] = ['abcdefghi'[i], 'abcdefghi'[i - 1]]
    levels.push(`${name}: &${name} [${Array.from({ length: 9 }, () => `*${below}`).join(', ')}]`)
  }
  return `${levels.join('\n')}\n`
}
