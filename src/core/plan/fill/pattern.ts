import { RE2JS } from 're2js'

/**
 * Patterns are RE2's (https://github.com/google/re2/wiki/Syntax): a text is read once, whatever the pattern, where the
 * expressions of JavaScript try every way that there is. What costs there is what is counted: the length of the text
 * times the size of the pattern, in which `x{500}` is 500 parts.
 */
export type Pattern = { matches(text: string): boolean }
export type PatternRead = Pattern | { readonly wrong: string; readonly remedy: string }

/** Of one pattern, and of all patterns of a plan together. */
export const LARGEST_PATTERN = 1_000
export const LARGEST_PATTERNS = 2_000

/** The whole text has to match. */
export function readPattern(pattern: string): PatternRead {
  const size = patternSize(pattern)
  if (size > LARGEST_PATTERN)
    return {
      wrong: `repeats too much: it has ${size} parts when its repeats are written out, of ${LARGEST_PATTERN} allowed`,
      remedy: 'write * or + and set maxLength, or smaller numbers in { }',
    }
  try {
    const compiled = RE2JS.compile(pattern)
    return { matches: (text) => compiled.matches(text) }
  } catch (error) {
    return refusal(pattern, error)
  }
}

function refusal(pattern: string, error: unknown): { readonly wrong: string; readonly remedy: string } {
  if (/\(\?<?[=!]/.test(pattern))
    return { wrong: 'looks ahead or behind', remedy: 'write what the text has to be, without (?= and (?!' }
  if (/\\(?:[1-9]|k<)/.test(pattern))
    return { wrong: 'refers back to a group', remedy: 'write it without \\1' }
  const why = error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : String(error)
  return { wrong: `is not a regular expression (${why.slice(0, 120)})`, remedy: 'write one such as v[0-9]+' }
}

/** How many parts a pattern has when its counted repeats are written out, before anything is made of it. */
export function patternSize(pattern: string): number {
  const groups: number[] = [0]
  let last = 0
  for (const [piece] of pattern.matchAll(PIECE)) {
    const open = groups.at(-1) ?? 0
    const counts = COUNTS.exec(piece)
    if (counts !== null) {
      const times = Number(counts[2] || counts[1])
      groups[groups.length - 1] = open + last * Math.max(0, times - 1)
      last *= Math.max(1, times)
    } else if (piece === '(') groups.push(0)
    else if (piece === ')' && groups.length > 1) {
      last = groups.pop() ?? 0
      groups[groups.length - 1] = (groups.at(-1) ?? 0) + last
    } else {
      last = 1 + CLASS_SIZE * (piece.match(UNICODE_CLASS)?.length ?? 0)
      groups[groups.length - 1] = open + last
    }
  }
  return groups.reduce((sum, size) => sum + size, 0)
}

const PIECE = /\\[pP]\{[^}]*\}|\\Q.*?\\E|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{\d+(?:,\d*)?\}|./gsu
/** `\p{L}` alone has hundreds of ranges. */
const UNICODE_CLASS = /\\[pP]/g
const CLASS_SIZE = 25
const COUNTS = /^\{(\d+)(?:,(\d*))?\}$/
