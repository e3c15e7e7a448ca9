import { type Compiler, isLiteral, listOf } from './rule.ts'

/** A version by https://semver.org: numbers, and what stands before the release. Build metadata says nothing. */
type Version = {
  readonly numbers: readonly [number, number, number]
  readonly before: readonly (string | number)[]
}

export const SEM_VER_OPERATORS = ['=', '!=', '<', '<=', '>', '>=', '^', '~'] as const

/** `{"sem_ver": [version, operator, version]}`; null when one of them is no version. */
export const semVer: Compiler = (args, scope) => {
  const [a = null, sign = null, b = null] = listOf(args)
  const first = scope.compile(a, scope)
  const test = TESTS[String(sign)] ?? (() => null)
  if (isLiteral(b)) {
    const right = versionFrom(b)
    return (data, asking) => (right === null ? null : tested(test, versionFrom(first(data, asking)), right))
  }
  const second = scope.compile(b, scope)
  return (data, asking) => tested(test, versionFrom(first(data, asking)), versionFrom(second(data, asking)))
}

type Test = (a: Version, b: Version) => boolean | null
const tested = (test: Test, a: Version | null, b: Version | null) =>
  a === null || b === null ? null : test(a, b)

const TESTS: Readonly<Record<string, Test>> = {
  '=': (a, b) => compare(a, b) === 0,
  '!=': (a, b) => compare(a, b) !== 0,
  '<': (a, b) => compare(a, b) < 0,
  '<=': (a, b) => compare(a, b) <= 0,
  '>': (a, b) => compare(a, b) > 0,
  '>=': (a, b) => compare(a, b) >= 0,
  '^': (a, b) => a.numbers[0] === b.numbers[0],
  '~': (a, b) => a.numbers[0] === b.numbers[0] && a.numbers[1] === b.numbers[1],
}

/** Also `v1.2.3`, `1.2`, `1` and numbers, as flagd takes them. */
export function versionFrom(value: unknown): Version | null {
  const text = (typeof value === 'object' ? '' : String(value)).slice(0, 300).trim()
  const short = /^[vV]?(0|[1-9]\d{0,15})(?:\.(0|[1-9]\d{0,15}))?$/.exec(text)
  if (short !== null) return version([short[1], short[2] ?? '0', '0'], undefined)
  const found = VERSION.exec(text)
  return found === null ? null : version(found.slice(1, 4), found[4])
}

const NUMBER = '(0|[1-9]\\d{0,15})'
const WORD = '(?:0|[1-9]\\d*|\\d*[A-Za-z-][0-9A-Za-z-]*)'
const VERSION = new RegExp(
  `^[vV]?${NUMBER}\\.${NUMBER}\\.${NUMBER}(?:-(${WORD}(?:\\.${WORD})*))?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?$`,
)

function version(parts: readonly (string | undefined)[], before: string | undefined): Version | null {
  const [major = 0, minor = 0, patch = 0] = parts.map(Number)
  if (![major, minor, patch].every(Number.isSafeInteger)) return null
  const words = before?.split('.') ?? []
  return {
    numbers: [major, minor, patch],
    before: words.map((word) => (/^\d+$/.test(word) ? Number(word) : word)),
  }
}

/** Precedence by section 11: a release comes after everything before it; numbers before words; fewer before more. */
function compare(a: Version, b: Version): number {
  for (const i of [0, 1, 2] as const) {
    const difference = a.numbers[i] - b.numbers[i]
    if (difference !== 0) return difference
  }
  if (a.before.length === 0 || b.before.length === 0) return b.before.length - a.before.length
  for (let i = 0; i < Math.max(a.before.length, b.before.length); i++) {
    const [left, right] = [a.before[i], b.before[i]]
    if (left === undefined) return -1
    if (right === undefined) return 1
    if (left === right) continue
    if (typeof left === typeof right) return left < right ? -1 : 1
    return typeof left === 'number' ? -1 : 1
  }
  return 0
}
