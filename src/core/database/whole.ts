/** The parts of a table that a restore makes, by name. */
export type TableParts = Readonly<
  Record<'columns' | 'constraints' | 'indexes' | 'triggers', readonly string[]>
>
/** Every table of a schema. */
export type Structure = Readonly<Record<string, TableParts>>

/** What is in the rows of a database and cannot be when all of them are there. */
export type Gaps = {
  /** Streams of the journal whose last entry is not there. */
  readonly streams: number
  /** Changes that have no stream. */
  readonly changes: number
  /** Columns whose next number is taken already. */
  readonly numbers: readonly string[]
}

const SINGULAR = {
  columns: 'column',
  constraints: 'constraint',
  indexes: 'index',
  triggers: 'trigger',
} as const

/** What a database lacks, in words; what it has beside, as an administrator's own index, is not looked at. */
export function missingParts(wanted: Structure, found: Structure): readonly string[] {
  return Object.entries(wanted).flatMap(([table, parts]) => {
    const there = found[table]
    if (there === undefined) return [`the table ${table}`]
    return (Object.keys(SINGULAR) as (keyof TableParts)[]).flatMap((kind) =>
      parts[kind]
        .filter((name) => !there[kind].includes(name))
        .map((name) => `the ${SINGULAR[kind]} ${name} of ${table}`),
    )
  })
}

export function gapWords({ streams, changes, numbers }: Gaps): readonly string[] {
  return [
    ...(streams > 0 ? [`the last entry of ${counted(streams, 'stream')} of the journal`] : []),
    ...(changes > 0 ? [`the journal of ${counted(changes, 'change')}`] : []),
    ...numbers.map((column) => `where the numbers of ${column} go on`),
  ]
}

/** One sentence, however much it is. */
export function lacks([first, second, ...more]: readonly string[]): string {
  const others =
    second === undefined ? '' : more.length === 0 ? ` and ${second}` : `, ${second} and ${more.length} more`
  return `this is a part of a database: it lacks ${first}${others}`
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`
