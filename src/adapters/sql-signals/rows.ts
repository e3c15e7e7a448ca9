import pg from 'pg'
import type { SqlSource } from '../../core/binding/polled-signal.ts'
import { partsOf, type Reading } from '../../core/judge/reading.ts'
import type { Question } from '../../ports/metrics.ts'
import type { Told } from '../../ports/polled-readings.ts'
import { seriesName } from '../../ports/series-name.ts'
import { NeedsVersion, SourceFault } from '../../ports/source-fault.ts'
import { rowsMax } from './statement.ts'

/** What Postgres gave, with every value as its text. */
export type Selected = {
  readonly fields: readonly { readonly name: string; readonly type: number }[]
  readonly rows: readonly (readonly (string | null)[])[]
}

/** A row, and whose it is, and what of it; null where the answer is about all of them. */
export type Row = { readonly arm: string | null; readonly name: string | null; readonly reading: Reading }

type ReadBy = Pick<SqlSource, 'kind' | 'by' | 'each'>

const { builtins } = pg.types
const NUMBERS: ReadonlySet<number> = new Set([
  builtins.INT2,
  builtins.INT4,
  builtins.INT8,
  builtins.FLOAT4,
  builtins.FLOAT8,
  builtins.NUMERIC,
])
const TYPES = new Map(Object.entries(builtins).map(([name, oid]) => [oid as number, name.toLowerCase()]))

/** Throws `SourceFault`, in words that go on after "the database NAME". */
export function rowsOf({ fields, rows }: Selected, { kind, by, each }: ReadBy): readonly Row[] {
  const said = [by, each].filter((name) => name !== null && name !== undefined)
  const columns = fields.map(({ name }) => name).filter((name) => !said.includes(name))
  const forms = partsOf(kind)
  const fits = forms.some(
    (parts) => parts.length === columns.length && parts.every((part) => columns.includes(part)),
  )
  if (!fits || !said.every((one) => fields.some(({ name }) => name === one))) {
    const wanted = forms.map((parts) => [...said, ...parts].join(', ')).join(' or ')
    const has = fields.map(({ name }) => name).join(', ')
    throw new SourceFault('wrong', `gives the columns ${has}, and a ${kind} needs ${wanted}`)
  }
  for (const { name, type } of fields)
    if (!said.includes(name) && !NUMBERS.has(type))
      throw new SourceFault(
        'wrong',
        `gives ${TYPES.get(type) ?? 'something else'} as ${name}, and not a number`,
      )
  // Of many there may be none just now.
  if (rows.length === 0 && each === undefined) throw new SourceFault('empty', 'gives no row')
  const most = rowsMax({ by, ...(each === undefined ? {} : { each }) })
  if (rows.length > most)
    throw new SourceFault(
      'wrong',
      most === 1
        ? 'gives two rows or more, and one is needed: aggregate them, say by: side, or name them by each: COLUMN'
        : `gives more than ${most} rows`,
    )
  return rows.flatMap((row) => rowOf(fields, row, { by, ...(each === undefined ? {} : { each }) }))
}

/** One of many that has no number is left out: it is no data for itself only. */
function rowOf(
  fields: Selected['fields'],
  row: readonly (string | null)[],
  { by, each }: Pick<ReadBy, 'by' | 'each'>,
): readonly Row[] {
  let arm: string | null = null
  let called: string | null = null
  const parts: [string, number][] = []
  for (const [i, { name }] of fields.entries()) {
    const value = row[i] ?? null
    if (name === by) arm = value ?? ''
    else if (name === each) called = seriesName(value ?? '')
    else if (value !== null) parts.push([name, Number(value)])
    else if (each === undefined) throw new SourceFault('empty', `gives null as ${name}`)
    else return []
  }
  return [{ arm, name: called, reading: Object.fromEntries(parts) }]
}

/** What is about one side of one target, or about each of many there. Throws `SourceFault`. */
export function readingFor(rows: readonly Row[], as: ReadBy, question: Question): Told {
  if (as.each === undefined) return oneFor(rows, as, question)
  const those = rows.filter(({ arm }) => as.by === null || isOf(arm, as.by, question))
  return new Map(
    [...Map.groupBy(those, ({ name }) => name ?? '')].map(([name, its]) => {
      const many = as.by === 'version' && as.kind !== 'gauge' && question.slot === 'stable'
      return [name, many ? sumOf(its) : only(its, name)]
    }),
  )
}

function isOf(arm: string | null, by: NonNullable<SqlSource['by']>, question: Question): boolean {
  if (by !== 'version') return arm === question[by]
  if (question.version === undefined) throw new NeedsVersion()
  return (arm === question.version) === (question.slot === 'canary')
}

function oneFor(rows: readonly Row[], { kind, by }: ReadBy, question: Question): Reading {
  if (by === null) return only(rows, 'it')
  const those = rows.filter(({ arm }) => isOf(arm, by, question))
  if (by !== 'version') return only(those, question[by])
  const isCanary = question.slot === 'canary'
  // Stable is whatever else there is; readings of several versions have no sum.
  if (isCanary || kind === 'gauge')
    return only(those, isCanary ? (question.version ?? '') : 'the other version')
  only(those.slice(0, 1), 'another version than the canary')
  return sumOf(those)
}

function only(rows: readonly Row[], whose: string): Reading {
  const [row, second] = rows
  if (row === undefined) throw new SourceFault('empty', `gives no row for ${whose}`)
  if (second !== undefined) throw new SourceFault('wrong', `gives two rows for ${whose}`)
  return row.reading
}

const sumOf = (rows: readonly Row[]): Reading =>
  rows.map(({ reading }) => reading).reduce((sum, reading) => added(sum, reading))

const added = (sum: Reading, reading: Reading): Reading =>
  Object.fromEntries(Object.entries(sum).map(([name, value]) => [name, value + (reading[name] ?? 0)]))
