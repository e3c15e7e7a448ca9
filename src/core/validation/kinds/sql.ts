import { z } from 'zod'
import { secret } from '../../address/address.ts'
import { type Fault, fault, keyFault, type Path } from '../../document/finding.ts'
import { sentence } from '../../document/leaf.ts'
import type { Millis } from '../../time/instant.ts'
import { checkKind } from '../basis/kind.ts'
import {
  isWithin,
  type Limit,
  limitInWords,
  limitOf,
  limits,
  oneLimit,
  shareWanted,
} from '../basis/limits.ts'
import { failed, passed, took, unknown, type Verdict } from '../basis/verdict.ts'

const statement = z
  .string({ error: () => sentence('this has to be a statement', "write 'SELECT ...'") })
  .trim()
  .min(1, { error: () => sentence('the statement is empty', "write 'SELECT ...'") })
  .max(8_000, {
    error: () => sentence('the statement is longer than 8,000 characters', 'make a view or a function of it'),
  })

const schema = z
  .strictObject({
    url: secret.describe('The secret that holds postgres://user:password@host/database.'),
    query: statement
      .optional()
      .describe(
        'A SELECT, in a transaction that may only read. One row: value, or good and total. Default: whether it answers at all.',
      ),
    write: statement
      .optional()
      .describe(
        'What is written before, in a transaction of its own: query then has to find a row. Give cleanUp too.',
      ),
    cleanUp: statement.optional().describe('Takes away what write wrote; also when the query found nothing.'),
    ...limits,
  })
  .refine(...oneLimit)

export type SqlCheck = {
  readonly url: string
  readonly query: string | null
  readonly write: { readonly text: string; readonly cleanUp: string } | null
  readonly limit: Limit | null
}

/** `refused`: nothing answered, or it let nobody in. `unable`: the question itself is wrong. */
export type SqlSeen =
  | { readonly refused: string }
  | { readonly unable: string }
  | {
      /** The first row, as text; null: there was none, or nothing was asked. */
      readonly row: Readonly<Record<string, string | null>> | null
      readonly rows: number
      readonly ms: Millis
    }

/** Whether a Postgres answers, what it counts, and whether what is written can be read. */
export const sql = checkKind({
  kind: 'sql',
  schema,
  bind: ({ url, query = null, write, cleanUp, ...written }): SqlCheck => ({
    url,
    query,
    write: write === undefined || cleanUp === undefined ? null : { text: write, cleanUp },
    limit: limitOf(written),
  }),
  faults: (path: Path, { query, write, cleanUp, ...written }): readonly Fault[] => [
    ...(write !== undefined && (cleanUp === undefined || query === undefined)
      ? [
          keyFault(
            [...path, 'write'],
            'missing',
            'what is written has to be read and taken away again',
            'write query and cleanUp as well',
          ),
        ]
      : []),
    ...(write === undefined && cleanUp !== undefined
      ? [
          keyFault(
            [...path, 'cleanUp'],
            'missing',
            'there is nothing to take away',
            'remove it, or write `write` too',
          ),
        ]
      : []),
    ...(query !== undefined && !/^\s*\(*\s*(select|with|values|table)\b/i.test(query)
      ? [fault([...path, 'query'], 'bad-value', 'this is not a SELECT', "write 'SELECT ... AS value'")]
      : []),
    ...(query === undefined && limitOf(written) !== null
      ? [keyFault(path, 'missing', 'there is no number to compare', "write query: 'SELECT ... AS value'")]
      : []),
  ],
  judge: (bound: SqlCheck, seen: SqlSeen): Verdict => {
    if ('refused' in seen) return failed(`Not connected (${seen.refused})`)
    if ('unable' in seen) return unknown(`Could not be asked (${seen.unable})`)
    const { row, rows, ms } = seen
    if (bound.query === null) return passed(`Connected (${took(ms)})`)
    if (bound.write !== null)
      return row === null
        ? failed(`Written, and not found again (${took(ms)})`)
        : passed(`Write/Read verified (${took(ms)})`)
    if (row === null) return failed(`No row (${took(ms)})`)
    if (rows > 1) return failed(`${rows} rows, and one is needed`)
    return counted(bound, row) ?? valued(bound, row) ?? passed(`OK (${took(ms)})`)
  },
})

function counted({ limit }: SqlCheck, row: Row): Verdict | null {
  const [good, total] = [numberIn(row.good), numberIn(row.total)]
  if (good === null || total === null) return null
  const is = limit === null ? good === total && total > 0 : total > 0 && isWithin(limit, good / total)
  const says = `${good}/${total}`
  return { ...(is ? passed(says) : failed(`${says}${shareWanted(limit)}`)), counted: { good, total } }
}

function valued({ limit }: SqlCheck, row: Row): Verdict | null {
  if (!Object.hasOwn(row, 'value')) return limit === null ? null : failed('the row has no column value')
  const value = numberIn(row.value)
  if (value === null) return failed(`the value is ${row.value === null ? 'null' : 'not a number'}`)
  if (limit === null) return passed(String(value))
  const wanted = limitInWords(limit, String)
  return isWithin(limit, value) ? passed(`${value} (${wanted})`) : failed(`${value}, ${wanted} wanted`)
}

type Row = Readonly<Record<string, string | null>>

function numberIn(text: string | null | undefined): number | null {
  if (text === null || text === undefined || text.trim() === '') return null
  const value = Number(text)
  return Number.isFinite(value) ? value : null
}
