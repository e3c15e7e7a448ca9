import { z } from 'zod'
import { duration, someText, wholeNumber } from '../../document/leaf.ts'
import { formatValue } from '../../signal/unit.ts'
import type { Instant, Millis } from '../../time/instant.ts'
import { ageInWords, isTooOld } from '../basis/age.ts'
import { checkKind, noFaults } from '../basis/kind.ts'
import { failed, passed, unknown, type Verdict } from '../basis/verdict.ts'

const schema = z.strictObject({
  path: someText.describe('The file, relative to this one.'),
  newerThan: duration.optional().describe('How old it may be: 24h.'),
  atLeastBytes: wholeNumber(1, 1_000_000_000_000_000)
    .optional()
    .describe('How large it has to be. Default: not empty.'),
  contains: someText.optional().describe('A text that has to stand in its first megabyte.'),
})

export type FileCheck = {
  readonly path: string
  readonly newerThanMs: Millis | null
  readonly atLeastBytes: number
  readonly contains: string | null
}

export type FileSeen =
  | { readonly missing: string }
  | { readonly unable: string }
  /** `beginning`: null where nobody asks for it. */
  | { readonly bytes: number; readonly modifiedAt: Instant; readonly beginning: string | null }

/** Whether a file is there, new and large enough: a backup, an export, a note. */
export const file = checkKind({
  kind: 'file',
  schema,
  bind: ({ path, newerThan, atLeastBytes = 1, contains }): FileCheck => ({
    path,
    newerThanMs: newerThan ?? null,
    atLeastBytes,
    contains: contains ?? null,
  }),
  faults: noFaults,
  judge: ({ newerThanMs, atLeastBytes, contains }: FileCheck, seen: FileSeen, now: Instant): Verdict => {
    if ('missing' in seen) return failed(`Not there (${seen.missing})`)
    if ('unable' in seen) return unknown(`Could not be read (${seen.unable})`)
    const size = formatValue({ unit: 'bytes' }, seen.bytes)
    const age = ageInWords(seen.modifiedAt, now)
    if (seen.bytes < atLeastBytes)
      return failed(
        seen.bytes === 0
          ? 'Empty'
          : `Too small (${size}, ${formatValue({ unit: 'bytes' }, atLeastBytes)} wanted)`,
      )
    if (isTooOld(seen.modifiedAt, newerThanMs, now)) return failed(`Too old (${age})`)
    if (contains !== null && seen.beginning?.includes(contains) !== true)
      return failed(`There, without "${contains}"`)
    return passed(`There (${size}, ${age})`)
  },
})
