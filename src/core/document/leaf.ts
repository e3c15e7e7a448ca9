import { z } from 'zod'
import { parseDuration } from '../time/duration.ts'
import { parseInstant } from '../time/parse-instant.ts'
import { parseQuantity, parseWeight } from './quantity.ts'

/**
 * The smallest parts of plans and bindings. Each reads what a person writes into what the core works with.
 * Every message is two lines: what is wrong, and what to write instead. `${{ }}` is filled in before these
 * run; the published JSON Schema lets it stand wherever a leaf takes text.
 */

/** Splits into what is wrong and what to write instead; see `sentence`. */
export const sentence = (wrong: string, remedy: string): string => `${wrong}\n${remedy}`

const wrongType =
  (what: string, example: string): (() => string) =>
  () =>
    sentence(`this has to be ${what}`, `write ${example}`)

/** What editors accept where a number or a boolean may also come from an expression. */
const expressionText = z.string().regex(/\$\{\{/)

export const duration = z
  .string({ error: wrongType('a duration with a unit', 'a duration such as 90s, 5m or 1h30m') })
  .transform((text, context) => {
    const ms = parseDuration(text)
    if (ms !== null) return ms
    context.addIssue({
      code: 'custom',
      message: sentence(
        `"${shown(text)}" is not a duration`,
        'write a duration such as 90s, 5m, 1h30m or PT5M, a year at most',
      ),
    })
    return z.NEVER
  })
  .meta({ examples: ['90s', '5m', '1h30m'] })

/** Empty text is "at once". */
export const instantOrNow = z
  .string({
    error: wrongType(
      'an instant',
      'an ISO 8601 instant such as "2025-10-06T22:00:00-04:00", or "" for at once',
    ),
  })
  .transform((text, context) => {
    if (text === '') return null
    const read = parseInstant(text)
    if ('at' in read) return read.at
    context.addIssue({ code: 'custom', message: sentence(`"${shown(text)}" ${read.wrong}`, read.remedy) })
    return z.NEVER
  })
  .meta({ examples: ['2025-10-06T22:00:00-04:00', ''] })

export const weight = z
  .union([z.number(), z.string()], {
    error: wrongType('a share of the traffic', 'per cent such as 5, 5% or 0.5%'),
  })
  .transform((written, context) => {
    const points = parseWeight(written)
    if (points !== null) return points
    context.addIssue({
      code: 'custom',
      message: sentence(
        `${shown(written)} is not a share of the traffic`,
        'write 0% to 100%, in steps of 0.01%, such as 5, 5% or 0.5%',
      ),
    })
    return z.NEVER
  })
  .meta({ examples: [5, '5%', '0.5%'] })

export const quantity = z
  .union([z.number(), z.string()], {
    error: wrongType('a number to compare with', '99.0% for a ratio, 300ms for a latency, or a plain number'),
  })
  .transform((written, context) => {
    const read = parseQuantity(written)
    if (read !== null) return read
    context.addIssue({
      code: 'custom',
      message: sentence(
        `${shown(written)} is nothing a signal can be compared with`,
        'write 99.0% for a ratio, 300ms for a latency, or a plain number',
      ),
    })
    return z.NEVER
  })
  .meta({ examples: ['99.0%', '300ms', 5] })

export const yesOrNo = z
  .union([z.boolean(), expressionText], {
    error: wrongType('true or false', 'true or false, without quotes'),
  })
  .transform((written, context) => {
    if (typeof written === 'boolean') return written
    context.addIssue({
      code: 'custom',
      message: wrongType('true or false', 'true or false, without quotes')(),
    })
    return z.NEVER
  })

export function wholeNumber(minimum: number, maximum: number) {
  const message = sentence(
    'this has to be a whole number',
    `write a whole number from ${minimum} to ${maximum}`,
  )
  return z
    .union([z.int().min(minimum).max(maximum), expressionText], { error: () => message })
    .transform((written, context) => {
      if (typeof written === 'number') return written
      context.addIssue({ code: 'custom', message })
      return z.NEVER
    })
}

export function oneOf<const T extends readonly [string, ...string[]]>(words: T) {
  return z.enum(words, {
    error: () => sentence(`this has to be one of ${words.join(', ')}`, `write ${words.join(' or ')}`),
  })
}

/** A line for people. */
export const line = z
  .string({ error: wrongType('text', 'one line of text') })
  .max(500, { error: () => sentence('this text is longer than 500 characters', 'shorten it') })

export const someText = line.min(1, { error: () => sentence('this text is empty', 'write one line of text') })

/** Kebab-case: plans, steps, targets, actions, signals, environments, channels. */
export const slug = named(
  /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
  'lower-case words joined by dashes, such as sync-registry',
)
/** A name that may also come from an expression; by the time this runs, it has. */
export const slugOrExpression = z.union([slug, expressionText], {
  error: (issue) =>
    sentence(
      `"${shown(issue.input)}" is not a name that can stand here`,
      'write lower-case words joined by dashes, or "${{ inputs.NAME }}"',
    ),
})
export const inputName = named(
  /^[a-z][a-z0-9_]*$/,
  'lower-case words joined by underscores, such as version_tag',
)
export const flagName = named(
  /^[A-Za-z][A-Za-z0-9_.-]*$/,
  'letters, digits, dots, dashes and underscores, such as CanaryEnabled',
)

/** A constant, or an expression over the outputs of earlier steps. */
export const value = z.union([line, z.number(), z.boolean()], {
  error: wrongType('text, a number, true or false', 'a single value, or "${{ steps.ID.outputs.NAME }}"'),
})

function named(pattern: RegExp, shape: string) {
  return z
    .string({ error: wrongType('a name', shape) })
    .max(80, { error: () => sentence('this name is longer than 80 characters', 'shorten it') })
    .regex(pattern, {
      error: (issue) =>
        sentence(`"${shown(issue.input)}" is not a name that can stand here`, `write ${shape}`),
    })
    .refine((name) => !(name in {}), {
      error: () => sentence('this name is reserved', 'choose another name'),
    })
}

function shown(written: unknown): string {
  const text = String(written)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
