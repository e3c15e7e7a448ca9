import { z } from 'zod'
import type { Fault, Path } from '../../document/finding.ts'
import { duration, oneOf, someText } from '../../document/leaf.ts'
import type { Instant, Millis } from '../../time/instant.ts'
import { ageInWords, isTooOld } from '../basis/age.ts'
import { checkKind } from '../basis/kind.ts'
import { isWithin, type Limit, limitFaults, limitOf, limits, oneLimit, shareWanted } from '../basis/limits.ts'
import { failed, passed, unknown, type Verdict } from '../basis/verdict.ts'

const FORMATS = ['junit', 'tap', 'jest'] as const
export type ReportFormat = (typeof FORMATS)[number]

const schema = z
  .strictObject({
    path: someText.describe('The report, relative to this file.'),
    format: oneOf(FORMATS)
      .optional()
      .describe(
        'junit (XML), tap, or jest (the JSON of Jest and Vitest). Default: by the end of the name: .xml, .tap, .json.',
      ),
    newerThan: duration.optional().describe('How old it may be: 24h.'),
    ...limits,
  })
  .refine(...oneLimit)

export type ReportCheck = {
  readonly path: string
  readonly format: ReportFormat
  readonly newerThanMs: Millis | null
  /** The share that has to pass. Null: all of them. */
  readonly limit: Limit | null
}

export type ReportSeen =
  | { readonly missing: string }
  | { readonly unable: string }
  | {
      readonly passed: number
      readonly failed: number
      readonly skipped: number
      /** The first that failed; null: none did. */
      readonly first: string | null
      readonly modifiedAt: Instant
    }

const BY_END = { xml: 'junit', tap: 'tap', json: 'jest' } as const

const formatOf = (path: string): ReportFormat | null => {
  const end = /\.(xml|tap|json)$/i.exec(path)?.[1]?.toLowerCase() as keyof typeof BY_END | undefined
  return end === undefined ? null : BY_END[end]
}

/** What a run of tests has left behind. What was skipped counts for nothing; a report without a test is no pass. */
export const report = checkKind({
  kind: 'report',
  schema,
  bind: ({ path, format, newerThan, ...written }): ReportCheck => ({
    path,
    format: format ?? formatOf(path) ?? 'junit',
    newerThanMs: newerThan ?? null,
    limit: limitOf(written),
  }),
  faults: (path: Path, { path: file, format, ...written }): readonly Fault[] => [
    ...(format === undefined && formatOf(file) === null
      ? [
          {
            path: [...path, 'path'],
            at: 'value' as const,
            severity: 'error' as const,
            code: 'missing',
            message: 'the end of this name does not say what kind of report it is',
            remedy: `write format: ${FORMATS.join(' or ')}`,
          },
        ]
      : []),
    ...limitFaults(path, written, 'ratio'),
  ],
  judge: ({ limit, newerThanMs }: ReportCheck, seen: ReportSeen, now: Instant): Verdict => {
    if ('missing' in seen) return failed(`Not there (${seen.missing})`)
    if ('unable' in seen) return unknown(`Could not be read (${seen.unable})`)
    const total = seen.passed + seen.failed
    const skipped = seen.skipped === 0 ? '' : `, ${seen.skipped} skipped`
    const words = `${seen.passed}/${total} passed${skipped}`
    const counted = { good: seen.passed, total }
    if (total === 0) return { ...failed(`No test ran${skipped}`), counted }
    if (isTooOld(seen.modifiedAt, newerThanMs, now))
      return { ...failed(`Too old (${ageInWords(seen.modifiedAt, now)}): ${words}`), counted }
    const enough = limit === null ? seen.failed === 0 : isWithin(limit, seen.passed / total)
    if (enough) return { ...passed(words), counted }
    return {
      ...failed(`${words}${shareWanted(limit)}${seen.first === null ? '' : `: ${seen.first}`}`),
      counted,
    }
  },
})
