import { accessRefused, accessRefusedAgain } from '../../core/access/access-events.ts'
import type { EntryOf } from '../../core/journal/streams.ts'
import type { Instant, Millis } from '../../core/time/instant.ts'
import type { Runtime } from '../context/runtime.ts'
import { within } from '../context/time-limit.ts'
import type { Loops } from '../loop/loops.ts'
import type { Caller } from './identify.ts'

/** Somebody who is known was told no. */
export type Refusal = {
  readonly caller: Pick<Caller, 'name' | 'token'>
  readonly operation: string
  /** The kind of the problem they were answered with, and its sentence. */
  readonly problem: string
  readonly because: string
  readonly path: string
}

/**
 * Refusals in the stream `access`. The first is written at once; the same to the same token within the next minute is
 * only counted, and the count is written when the minute is over. A token that is refused more than twenty different
 * things in that time has the others counted together. So no flood can fill the journal.
 */
export type RefusalJournal = {
  /** Resolves when it is written, or given to the next round because the database did not take it. */
  note(refusal: Refusal): Promise<void>
  /** Writes what is counted. */
  stop(): Promise<void>
}

type Folded = { readonly refusal: Refusal; readonly since: Instant; until: Instant; times: number }

const FOLD_MS: Millis = 60_000
const WRITE_LIMIT_MS: Millis = 1_000
const LINES_MAX = 2_000
const LINES_OF_TOKEN_MAX = 20
const TEXT_MAX = 300

export function journalRefusals(
  { store, clock, log }: Pick<Runtime, 'store' | 'clock' | 'log'>,
  loops: Loops,
  foldMs = FOLD_MS,
): RefusalJournal {
  const folded = new Map<string, Folded>()
  const write = (entries: readonly EntryOf<'access'>[]) =>
    entries.length === 0
      ? Promise.resolve()
      : within(WRITE_LIMIT_MS, 'writing a refusal', () => store.journal.append('access', entries))

  const linesOf = (token: string) =>
    [...folded.values()].reduce((sum, { refusal }) => sum + (refusal.caller.token === token ? 1 : 0), 0)

  const flush = async (before: Instant) => {
    const over = [...folded].filter(([, { since }]) => since <= before)
    await write(over.flatMap(([, line]) => (line.times > 0 ? [repeatedEntry(line)] : [])))
    for (const [key] of over) folded.delete(key)
  }
  const round = async () => {
    await flush(clock.now() - foldMs)
    return foldMs
  }
  const loop = loops.start('journal-refusals', [{ of: null, round }])

  return {
    async note(given) {
      const now = clock.now()
      const few = linesOf(given.caller.token) < LINES_OF_TOKEN_MAX
      const refusal = few ? given : { ...given, operation: 'several', problem: 'several', path: '' }
      const key = [refusal.caller.token, refusal.operation, refusal.problem, refusal.path].join(' ')
      const line = folded.get(key)
      if (line !== undefined) {
        line.times += 1
        line.until = now
        return
      }
      if (folded.size >= LINES_MAX)
        return log.warn({ refusal: given }, 'refused, and not journaled: too many kinds')
      const made = { refusal, since: now, until: now, times: 0 }
      folded.set(key, made)
      await write([entryOf(given, now)]).catch((error: unknown) => {
        // It is counted instead, and the count is written as soon as the database takes it.
        made.times += 1
        log.warn({ err: error }, 'a refusal could not be journaled yet')
      })
    },
    async stop() {
      await loop.stop()
      await flush(Number.POSITIVE_INFINITY).catch((error: unknown) =>
        log.warn({ err: error, refusals: folded.size }, 'counted refusals were not journaled'),
      )
    },
  }
}

const actorOf = ({ caller }: Refusal) => ({ kind: 'person', name: caller.name }) as const

function entryOf(refusal: Refusal, at: Instant): EntryOf<'access'> {
  const { caller, operation, problem, because, path } = refusal
  const data = {
    token: caller.token,
    operation,
    problem,
    because: plain(because),
    path: plain(path),
  }
  return accessRefused.happened(at, actorOf(refusal), data)
}

function repeatedEntry({ refusal, since, until, times }: Folded): EntryOf<'access'> {
  const { caller, operation, problem, path } = refusal
  const data = { token: caller.token, operation, problem, path: plain(path), times, since, until }
  return accessRefusedAgain.happened(until, actorOf(refusal), data)
}

/** What somebody sent may stand in it: well-formed and short, as the journal's hash needs it. */
const plain = (text: string): string => text.toWellFormed().slice(0, TEXT_MAX).toWellFormed()
