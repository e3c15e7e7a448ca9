import fc from 'fast-check'

/** When random worlds begin, and when things happen in them. */
export const AT = 1_760_000_000_000
export const MINUTE = 60_000
const END = 40 * MINUTE

export const moment = fc.integer({ min: 0, max: END / 1000 }).map((s) => s * 1000)
