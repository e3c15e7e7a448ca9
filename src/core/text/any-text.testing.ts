import fc from 'fast-check'

const SURROGATES = { from: 0xd800, count: 0x800 }
const HIGHEST = 0x10ffff - SURROGATES.count

/**
 * Any code point but half of a pair. What fast-check itself calls `binary` is the same, but to shrink a text it first
 * lists all million of them.
 */
const codePoint = fc.integer({ min: 0, max: HIGHEST }).map(
  (n) => String.fromCodePoint(n < SURROGATES.from ? n : n + SURROGATES.count),
  (text) => {
    const point = typeof text === 'string' ? text.codePointAt(0) : undefined
    if (point === undefined || text !== String.fromCodePoint(point)) throw new Error('not one code point')
    if (point < SURROGATES.from) return point
    if (point < SURROGATES.from + SURROGATES.count) throw new Error('half of a pair')
    return point - SURROGATES.count
  },
)

/** Well-formed text of whatever characters Unicode has, and has not yet. */
export const anyText: fc.Arbitrary<string> = fc.string({ unit: codePoint })
