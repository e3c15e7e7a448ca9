import { behindWords } from '../../core/journal/sinks/behind-words.ts'
import type { Millis } from '../../core/time/instant.ts'
import { SinkFault } from '../../ports/store/external-sink.ts'
import type { SignedHead } from '../../ports/store/journal.ts'
import type { BoundSink } from '../context/anchor.ts'
import type { Bell } from '../context/bell.ts'
import { isOutage } from '../context/outage.ts'
import { wordsOf } from '../context/plain-error.ts'
import type { Runtime } from '../context/runtime.ts'
import { within } from '../context/time-limit.ts'
import type { LoopMember } from '../loop/loop.ts'
import { exportedUpTo, isCutOff, resumedOver } from './standing.ts'
import { tellSinkDiffers } from './tell-sink-differs.ts'

/** A round gives so many at most, and none after so long: it has to end within the limit of its loop. */
const BATCH = 200
const ROUND_MS: Millis = 20_000
const GIVE_MS: Millis = 30_000
/** What was signed last is given once more when the server stops, by sinks that answer at once. */
const LAST_MS: Millis = 2_000

/**
 * Gives each sink that the binding names whatever the table has and it has not, one after the other, in the order of
 * their numbers. Nothing waits for it. What fails is tried again, later and later; a sink that holds another checkpoint
 * of the same number gets nothing more, and a person is paged, whose word it goes on by.
 */
export function givingCheckpoints(runtime: Runtime): readonly LoopMember[] {
  const { anchor, bells } = runtime
  return anchor.external.map((bound, i) => givingTo(runtime, bound, bells.sinks[i]))
}

function givingTo(runtime: Runtime, bound: BoundSink, bell: Bell | undefined): LoopMember {
  const { clock, log } = runtime
  const told = new Set<string>()

  /** False where there is more to give at once. */
  const give = async (signal: AbortSignal): Promise<boolean> => {
    const { store } = runtime
    const began = clock.now()
    let given = await bound.mark.read()
    try {
      if (given !== null && (await isCutOff(runtime, given)))
        throw new SinkFault(
          'away',
          `waits: the database no longer has checkpoint ${given.n} as it was given (cutwater journal verify)`,
        )
      const waiting = await store.journal.checkpoints(await exportedUpTo(runtime, given), BATCH)
      for (const checkpoint of waiting) {
        signal.throwIfAborted()
        if (clock.now() - began > ROUND_MS) return false
        const giving = (limit: AbortSignal) => bound.sink.give(checkpoint, limit)
        const answer = await within(GIVE_MS, 'giving a checkpoint', giving, signal)
        if (answer.is === 'differs') {
          await passOver(checkpoint, answer.hash)
          return false
        }
        given = { n: checkpoint.n, hash: checkpoint.hash }
        await bound.mark.keep(given)
      }
      return waiting.length < BATCH
    } catch (error) {
      throw isOutage(error) ? error : await behind(runtime, given, error)
    }
  }

  /** Where a person has answered for it since, it goes on with the resumption that sets the other history aside. */
  const passOver = async (ours: SignedHead, theirs: string): Promise<void> => {
    const by = await resumedOver(runtime, { n: ours.n, hash: theirs })
    if (by !== null) {
      log.warn({ sink: bound.name, checkpoint: ours.n, by }, 'a sink goes on with the resumption')
      return bound.mark.keep(await lastBefore(runtime, ours, by))
    }
    const what = `${ours.n}:${theirs}`
    const differs = { sink: bound.name, n: ours.n, ours: ours.hash, theirs }
    if (!told.has(what)) await tellSinkDiffers(runtime, differs)
    told.add(what)
    throw new SinkFault(
      'away',
      `holds another checkpoint ${ours.n}, ${theirs.slice(0, 16)}, where the journal has ${ours.hash.slice(0, 16)}: one of both histories is not the true one`,
    )
  }

  return {
    of: bound.name,
    ...(bell === undefined ? {} : { bell }),
    round: async (signal) => ((await give(signal)) ? undefined : 0),
    async stopped() {
      await within(LAST_MS, 'giving what was signed last', give).catch((error: unknown) =>
        log.warn({ err: error, sink: bound.name }, 'what was signed last is given at the next start'),
      )
    },
  }
}

/** The last that the database has below `before`, from `from` on. */
async function lastBefore({ store }: Runtime, from: SignedHead, before: number): Promise<SignedHead> {
  let last = from
  for (;;) {
    const page = await store.journal.checkpoints(last.n, BATCH)
    const below = page.filter(({ n }) => n < before).at(-1)
    if (below !== undefined) last = { n: below.n, hash: below.hash }
    if (below === undefined || page.length < BATCH) return last
  }
}

/** What keeps a sink from going on, with how far it has come: that is what doctor and the table of loops show. */
async function behind({ store }: Runtime, given: SignedHead | null, error: unknown): Promise<Error> {
  const newest = await store.journal.lastCheckpoint()
  const words = `${behindWords(given?.n ?? 0, newest?.n ?? 0)}; ${error instanceof SinkFault ? 'it ' : ''}${wordsOf(error)}`
  return new SinkFault('away', words)
}
