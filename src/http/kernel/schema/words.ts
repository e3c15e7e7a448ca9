import { z } from 'zod'
import { parseDuration } from '../../../core/time/duration.ts'

/**
 * Text that a database, a journal and a terminal can all hold: well-formed, on one line, without control characters.
 */
export const line = (longest: number) =>
  z
    .string()
    .min(1, 'this must not be empty')
    .max(longest, `this may have ${longest} characters`)
    .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), 'this has to be one line of plain text')

export const because = line(500)

/** A whole text with its line breaks. */
export const page = (longest: number) =>
  z
    .string()
    .min(1, 'this must not be empty')
    .max(longest, `this may have ${longest} characters`)
    .refine((text) => text.isWellFormed() && !text.includes('\0'), 'this has to be plain text')

export const scalar = z.union(
  [line(2000).or(z.literal('')), z.number(), z.boolean()],
  'this has to be text, a number, or true or false',
)

export const duration = z
  .string()
  .max(40)
  .transform((text, context) => {
    const ms = parseDuration(text)
    if (ms !== null) return ms
    context.addIssue('this is no duration: write 15m, 90s or 1h30m')
    return z.NEVER
  })

/** What an address in a path can be at all; anything else is not looked up. */
export const CHANGE_ID = /^[A-Z]{3}-\d{4}-\d{4,9}$/
export const NAME = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,99}$/
export const SHA256 = /^[0-9a-f]{64}$/
export const STREAM = /^[A-Za-z0-9][A-Za-z0-9_.:/-]{0,199}$/

export const count = (from: number, to: number, otherwise: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, 'this has to be a whole number')
    .transform(Number)
    .pipe(z.number().min(from, `this has to be ${from} or more`).max(to, `this has to be ${to} or less`))
    .optional()
    .transform((value) => value ?? otherwise)

const INPUTS_MAX = 200

/** Inputs of a plan by name; the plan says what they are. */
export const planInputs = z.preprocess(
  (given, context) => {
    if (typeof given === 'object' && given !== null && Object.hasOwn(given, '__proto__'))
      context.issues.push({ code: 'custom', message: 'there is no such input', input: given })
    if (typeof given !== 'object' || given === null || Object.keys(given).length <= INPUTS_MAX) return given
    const message = `no plan has more than ${INPUTS_MAX} inputs`
    context.issues.push({ code: 'custom', message, input: given })
    return {}
  },
  z.record(z.string().max(100), scalar),
)
