import fc from 'fast-check'

const SEED = Number(process.env.CUTWATER_SEED ?? 9)

/** Texts that plans have been broken with, or that parsers elsewhere have fallen over. */
const NASTY = [
  ...['', '~', 'null', '-1', '1e999', '0x7fffffffffffffff', 'NaN', 'true', '[]', '{}', '"', "'", '&a [*a]'],
  ...['*nobody', '!!js/function x', '<<: *x', '---', '...', '\t', '\u0000', '\ufeff', '\u2028', '\ud800'],
  ...['__proto__', 'constructor', '${{ inputs.constructor }}', '${{ inputs.__proto__ }}', '${{', '${{ }}'],
  ...[
    '${{ 1 / 0 }}',
    '${{ inputs }}',
    '${{ steps.x.outputs.y }}',
    '${{ "a" + 1 }}',
    '$(reboot)',
    '99999999d',
  ],
  ...['-5m', '0s', '200%', '2025-02-30T00:00:00Z', '../../etc/passwd', 'secret:DEPLOY_KEY', 'é'.repeat(300)],
]

type Blow = (text: string, at: number) => string

/** One act of damage each; `at` is where, as a part of the text. */
const blow: fc.Arbitrary<Blow> = fc.oneof(
  fc.constantFrom(...NASTY).map(
    (nasty): Blow =>
      (text, at) =>
        text.slice(0, at) + nasty + text.slice(at),
  ),
  fc.constantFrom(...NASTY).map(
    (nasty): Blow =>
      (text, at) =>
        onLine(text, at, (line) => line.replace(/: .*$/, () => `: ${nasty}`)),
  ),
  fc.constantFrom<Blow>(
    (text, at) => text.slice(0, at),
    (text, at) => onLine(text, at, () => ''),
    (text, at) => onLine(text, at, (line) => `${line}\n${line}`),
    (text, at) => onLine(text, at, (line) => `  ${line}`),
    (text, at) => onLine(text, at, (line) => line.replace(/^ {2}/, '')),
    (text, at) => onLine(text, at, (line) => line.replace(/\w(?=\w*:)/, 'x')),
  ),
)

/** Damaged plans, the same ones each time: CUTWATER_SEED gives others. */
export function brokenPlans(whole: readonly string[], count: number): readonly string[] {
  const broken = fc
    .tuple(fc.constantFrom(...whole), fc.array(fc.tuple(blow, fc.nat(9_999)), { minLength: 1, maxLength: 4 }))
    .map(([text, blows]) =>
      blows.reduce((left, [hit, at]) => hit(left, Math.floor((at / 10_000) * left.length)), text),
    )
  return fc.sample(broken, { seed: SEED, numRuns: count })
}

/** A failure can be reproduced with the same plan. */
export const seedWords = `CUTWATER_SEED=${SEED}`

function onLine(text: string, at: number, change: (line: string) => string): string {
  const from = text.lastIndexOf('\n', at - 1) + 1
  const end = text.indexOf('\n', at)
  const to = end === -1 ? text.length : end
  return text.slice(0, from) + change(text.slice(from, to)) + text.slice(to)
}

const HEAD =
  'plan: bomb\ntitle: Bomb\ninputs:\n  environment: { type: enum, values: [staging], required: true }\n'
const PATTERN = (pattern: string) =>
  `${HEAD}  word: { type: string, pattern: '${pattern}', required: true }\n`
const NESTED = `${'['.repeat(20_000)}${']'.repeat(20_000)}`
const LAUGHS = Array.from({ length: 12 }, (_, i) => `x${i + 1}: &x${i + 1} [${`*x${i},`.repeat(9)}]`).join(
  '\n',
)

/** Each would cost a careless reader its stack, its memory or minutes. */
export const BOMBS: Readonly<Record<string, string>> = {
  'nested deeply': NESTED,
  'nested deeply in a plan': `${HEAD}steps: ${NESTED}\n`,
  'a billion laughs': `x0: &x0 [lol]\n${LAUGHS}\n`,
  'an expression nested deeply': `${HEAD}steps:\n  - action: '\${{ ${'('.repeat(5_000)}1${')'.repeat(5_000)} }}'\n`,
  'a loop in an expression': `${HEAD}steps:\n  - action: touch\n    when: '\${{ [1,2].all(a, [1,2].all(b, a == b)) }}'\n`,
  'a pattern that backtracks': `${PATTERN('(a+)+b')}steps: [{ action: touch }]\n`,
  'a pattern that backtracks a little': `${PATTERN('.*.*.*b')}steps: [{ action: touch }]\n`,
  'many anchors': `${HEAD}steps:\n${'  - &s { action: touch }\n  - *s\n'.repeat(4_000)}`,
  'a key of one word for everything': `${'a: &a\n'}${'? '.repeat(5_000)}x\n`,
}
