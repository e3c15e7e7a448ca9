import { endOf } from '../../core/journal/linked.ts'
import type { Millis } from '../../core/time/instant.ts'
import type { SignedHead } from '../../ports/store/journal.ts'
import type { BoundSink } from '../context/anchor.ts'
import type { Runtime } from '../context/runtime.ts'
import { within } from '../context/time-limit.ts'
import { isCutOff } from './standing.ts'

/** A person waits for the answer, and their client for ten seconds. */
const READ_MS: Millis = 4_000
/** First only the newest are read: whatever a restore lost is mostly among them. */
const TAIL = 1_000
const PAGE = 500

export type SeenOutside = {
  /** The highest number that any sink has: none is signed twice. 0 for none. */
  readonly newest: number
  /** Where a sink holds another history: the newest that it has in common with the database. Null for nowhere. */
  readonly common: number | null
}

type Here = Pick<Runtime, 'store' | 'anchor' | 'log'>

/** What the sinks in other hands say of the database. One that cannot be read is passed over: a person has to go on. */
export async function seenOutside(runtime: Here, newest: number): Promise<SeenOutside> {
  const seen = await Promise.all(
    runtime.anchor.external.map((bound) =>
      seenIn(runtime, bound, newest).catch((error: unknown): SeenOutside => {
        runtime.log.warn({ err: error, sink: bound.name }, 'a sink was not asked what it has')
        return { newest: 0, common: null }
      }),
    ),
  )
  const commons = seen.flatMap(({ common }) => common ?? [])
  return {
    newest: Math.max(0, ...seen.map((one) => one.newest)),
    common: commons.length === 0 ? null : Math.min(...commons),
  }
}

async function seenIn(runtime: Here, { name, sink }: BoundSink, newest: number): Promise<SeenOutside> {
  const read = (after: number) =>
    within(READ_MS, `reading the sink ${name}`, (signal) => sink.heads(after, signal))
  const from = Math.max(0, newest - TAIL)
  const tail = await read(from)
  const last = tail.find(({ n }) => n === endOf(tail))
  if (last === undefined || !(await isCutOff(runtime, last))) return { newest: last?.n ?? 0, common: null }
  const near = await commonWith(runtime, tail)
  if (near > 0 || from === 0) return { newest: last.n, common: near }
  return { newest: last.n, common: await commonWith(runtime, await read(0)) }
}

/** The highest number whose hash is the same in the database; 0 for none. */
async function commonWith(
  { store: { journal } }: Pick<Runtime, 'store'>,
  heads: readonly SignedHead[],
): Promise<number> {
  const hashes = new Set(heads.map(({ hash }) => hash))
  for (let to = endOf(heads); to > 0; to -= PAGE) {
    const page = await journal.checkpoints(Math.max(0, to - PAGE), PAGE)
    const common = endOf(page.filter(({ n, hash }) => n <= to && hashes.has(hash)))
    if (common > 0) return common
  }
  return 0
}
