import { z } from 'zod'
import { type Fault, keyFault, type Path } from '../../document/finding.ts'
import { duration, oneOf, someText, wholeNumber } from '../../document/leaf.ts'
import type { Instant, Millis } from '../../time/instant.ts'
import { ageInWords, isTooOld } from '../basis/age.ts'
import { checkKind } from '../basis/kind.ts'
import { failed, passed, unknown, type Verdict } from '../basis/verdict.ts'

/** Worst first. */
const LEVELS = ['error', 'warning', 'note'] as const
export type SarifLevel = (typeof LEVELS)[number]

const count = wholeNumber(0, 1_000_000)
const bySeverity = z.strictObject({
  error: count.optional().describe('How many errors may be left. Default: 0.'),
  warning: count.optional().describe('How many warnings. Default: any number.'),
  note: count.optional().describe('How many notes. Default: any number.'),
})

const schema = z.strictObject({
  path: someText.describe('The SARIF file that a scanner wrote, relative to this one.'),
  level: oneOf(LEVELS).optional().describe('What counts: this level and worse. Default: error.'),
  atMost: z
    .union([count, bySeverity])
    .optional()
    .describe('How many results may be left: one number, or one for each level. Default: 0.'),
  newerThan: duration.optional().describe('How old it may be: 24h.'),
})

export type SarifCheck = {
  readonly path: string
  readonly level: SarifLevel
  /** Of `level` and worse together, or of each level that is named. */
  readonly atMost: number | Readonly<Partial<Record<SarifLevel, number>>>
  readonly newerThanMs: Millis | null
}

export type SarifSeen =
  | { readonly missing: string }
  | { readonly unable: string }
  | {
      /** Those that are suppressed are left out. */
      readonly results: Readonly<Record<SarifLevel, number>>
      /** The first of the worst level that there is; null: there is none. */
      readonly first: string | null
      readonly modifiedAt: Instant
    }

/** What a scanner of code, dependencies or images has found: SARIF 2.1.0. */
export const sarif = checkKind({
  kind: 'sarif',
  schema,
  bind: ({ path, level = 'error', atMost = 0, newerThan }): SarifCheck => ({
    path,
    level,
    atMost: typeof atMost === 'number' ? atMost : boundsOf(atMost),
    newerThanMs: newerThan ?? null,
  }),
  faults: (place: Path, { level, atMost }): readonly Fault[] =>
    level === undefined || atMost === undefined || typeof atMost === 'number'
      ? []
      : [keyFault([...place, 'level'], 'unknown-key', '`atMost` names its levels itself', 'remove level')],
  judge: ({ level, atMost, newerThanMs }: SarifCheck, seen: SarifSeen, now: Instant): Verdict => {
    if ('missing' in seen) return failed(`Not there (${seen.missing})`)
    if ('unable' in seen) return unknown(`Could not be read (${seen.unable})`)
    const words = LEVELS.map(
      (one) => `${seen.results[one]} ${one}${seen.results[one] === 1 ? '' : 's'}`,
    ).join(', ')
    if (isTooOld(seen.modifiedAt, newerThanMs, now))
      return failed(`Too old (${ageInWords(seen.modifiedAt, now)}): ${words}`)
    if (typeof atMost !== 'number') {
      const over = LEVELS.flatMap((one) => {
        const most = atMost[one]
        return most === undefined || seen.results[one] <= most
          ? []
          : [`${most} ${one}${most === 1 ? '' : 's'}`]
      })
      return over.length === 0
        ? passed(words)
        : failed(`${words}, at most ${over.join(' and ')} wanted${firstOf(seen.first)}`)
    }
    const counting = LEVELS.slice(0, LEVELS.indexOf(level) + 1)
    const found = counting.reduce((sum, one) => sum + seen.results[one], 0)
    if (found <= atMost) return passed(words)
    return failed(`${words}${atMost === 0 ? '' : `, at most ${atMost} wanted`}${firstOf(seen.first)}`)
  },
})

/** Errors are never left unless that is said. */
function boundsOf(written: z.output<typeof bySeverity>): Readonly<Partial<Record<SarifLevel, number>>> {
  const { error = 0, warning, note } = written
  return {
    error,
    ...(warning === undefined ? {} : { warning }),
    ...(note === undefined ? {} : { note }),
  }
}

const firstOf = (first: string | null): string => (first === null ? '' : `: ${first}`)
