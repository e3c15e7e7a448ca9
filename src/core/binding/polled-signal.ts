import type { ReadAs } from '../judge/reading.ts'
import type { Millis } from '../time/instant.ts'
import type { WrittenDatabase, WrittenHttpSignal, WrittenSqlSignal } from './polled-schema.ts'

/** How often a source is asked, how long after an interval, and how long it may take. */
export type Polling = { readonly intervalMs: Millis; readonly lagMs: Millis; readonly timeLimitMs: Millis }

/** `url` is `secret:NAME`: the connection string holds a password. */
export type DatabaseBinding = Polling & { readonly url: string }

/** Of a source that is asked for numbers; `isTold`: whether it tells the two sides of a target apart. */
export type PolledAs = ReadAs & {
  readonly isTold: boolean
  /** What it tells apart besides: a label of which it gives a reading for each value. */
  readonly each?: string
}

/** Readings of a label's values at once; more are refused. */
export const READINGS_MAX = 500

export type SqlSource = PolledAs & {
  readonly source: 'sql'
  readonly database: string
  /** One SELECT with `${NAME}` where a parameter is. */
  readonly query: string
  /** The column that says whose a row is; null: there is one row. */
  readonly by: 'side' | 'slot' | 'version' | null
}

export type HttpSource = PolledAs &
  Polling & {
    readonly source: 'http'
    /** With `${NAME}` where something is filled in. */
    readonly url: string
    readonly headers: Readonly<Record<string, string>>
    /** A JSONPath for each part of a reading; with `items`, inside of one of them. */
    readonly paths: Readonly<Record<string, string>>
    /** Where what `each` tells apart stands, and inside of it its name; null: its key. */
    readonly items?: { readonly at: string; readonly name: string | null }
  }

export const INTERVAL_MS: Millis = 15_000
const LAG_MS: Millis = 1_000
export const TIME_LIMIT_MS: Millis = 3_000

/** `${NAME}` in a query or a URL. */
export const FILLED = /\$\{([^}]*)\}/g

export function databaseOf({ url, ...polling }: WrittenDatabase): DatabaseBinding {
  return { url, ...pollingOf(polling) }
}

function pollingOf({
  interval = INTERVAL_MS,
  lag = LAG_MS,
  timeLimit = TIME_LIMIT_MS,
}: Pick<WrittenDatabase, 'interval' | 'lag' | 'timeLimit'>): Polling {
  return { intervalMs: interval, lagMs: lag, timeLimitMs: timeLimit }
}

type Numbers = Pick<ReadAs, 'kind' | 'scale' | 'countsSpan'>

export function sqlSourceOf({ database, query, by, each }: WrittenSqlSignal, numbers: Numbers): SqlSource {
  const names = namesIn(query)
  return {
    ...{
      source: 'sql',
      ...numbers,
      isWindowed: isWindowed(names),
      isTold: by !== undefined || isTold(names),
    },
    ...{ database, query, by: by ?? null },
    ...(each === undefined ? {} : { each }),
  }
}

export function httpSourceOf(written: WrittenHttpSignal, numbers: Numbers): HttpSource {
  const { url, headers = {}, interval, lag, timeLimit, each, items, name, ...paths } = written
  const names = namesIn(url)
  const said = Object.entries(paths).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return {
    ...{ source: 'http', ...numbers, isWindowed: isWindowed(names), isTold: isTold(names) },
    ...pollingOf({ interval, lag, timeLimit }),
    ...{ url, headers, paths: Object.fromEntries(said) },
    ...(each === undefined || items === undefined ? {} : { each, items: { at: items, name: name ?? null } }),
  }
}

export const namesIn = (text: string): readonly string[] =>
  [...text.matchAll(FILLED)].map((match) => match[1] ?? '')

const isWindowed = (names: readonly string[]): boolean => names.some((name) => /^(FROM|TO)(_|$)/.test(name))
const isTold = (names: readonly string[]): boolean =>
  names.some((name) => name === 'SIDE' || name === 'SLOT' || name === 'VERSION')
