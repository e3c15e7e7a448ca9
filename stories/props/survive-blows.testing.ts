import assert from 'node:assert/strict'
import type { Entry } from '../../src/core/journal/entry.ts'
import { Refused } from '../../src/http/client/client.ts'
import type { Stage } from './stage.testing.ts'
import type { Witness } from './witness.testing.ts'

/** What falls on a house, and when: so many more entries of the change's journal are awaited, and then so long. */
type Timed = {
  readonly afterEntries: number
  readonly thenMs: number
  /** It falls after this time at the latest, however quiet the change is. */
  readonly atLatestMs?: number
}

export type Ordeal<Blow extends Timed> = {
  readonly id: string
  readonly limitMs: number
  /** What a person says to the change, once `when` is so; until it is answered, and over every kill. */
  readonly person: {
    readonly says:
      | { readonly command: 'abort' | 'rollback'; readonly because: string }
      | { readonly command: 'extend'; readonly by: string; readonly because: string }
    readonly when: (entries: readonly Entry[], blows: number, isLast: boolean) => boolean
  } | null
  /** Somebody looks at what is in doubt, again and again. */
  readonly settle: () => Promise<void>
  /** The next blow after so many kills; null lets the change end in peace. */
  readonly nextBlow: (kills: number) => Blow | null
  /** Answers how many kills that were. */
  readonly strike: (blow: Blow) => Promise<number>
  /** What was going on when it fell. */
  readonly fell: (during: string, blow: Blow) => void
}

/** Follows one change to its end through blows, as many of them as it lasts for; answers how many kills there were. */
export async function surviveBlows<Blow extends Timed>(
  { client }: Pick<Stage, 'client'>,
  saw: Witness,
  { id, limitMs, person, settle, nextBlow, strike, fell }: Ordeal<Blow>,
): Promise<number> {
  const stream = `change/${id}`
  const end = performance.now() + limitMs
  let kills = 0
  let blows = 0
  let isAnswered = person === null
  for (;;) {
    const blow = nextBlow(kills)
    const from = saw.of(stream).length
    const latest = performance.now() + (blow?.atLatestMs ?? Number.POSITIVE_INFINITY)
    for (;;) {
      assert.ok(
        performance.now() < end,
        `${id} did not end: its last entry is ${saw.of(stream).at(-1)?.type}`,
      )
      await saw.watch(client(), stream)
      await settle()
      const entries = saw.of(stream)
      if (!isAnswered && person?.when(entries, blows, blow === null)) {
        // The same words again after every kill, until they are answered: they count once.
        const { says } = person
        const answer = await client()
          .command(id, says, null, `${says.command}-${id}`)
          .then((given) => given.answer, refusedAtTheEnd)
        isAnswered = answer !== 'pending'
      }
      if (entries.some(({ type }) => isOver(type))) return kills
      if (blow !== null && (entries.length >= from + blow.afterEntries || performance.now() > latest)) break
      await new Promise((resolve) => setTimeout(resolve, 15))
    }
    await new Promise((resolve) => setTimeout(resolve, blow.thenMs))
    const killedAt = Date.now()
    kills += await strike(blow)
    blows += 1
    await saw.nothingLost(client())
    await saw.watch(client(), stream)
    fell(labelOf(saw.of(stream).findLast(({ at }) => at <= killedAt)), blow)
  }
}

/** It ended before it was asked: then there is nothing to take back. */
function refusedAtTheEnd(error: unknown): 'refused' {
  if (error instanceof Refused && /cannot be (aborted|rolled back)/.test(error.problem.detail))
    return 'refused'
  throw error
}

/** What was going on: the last entry before the kill, and the step that it speaks of. */
function labelOf(entry: Entry | undefined): string {
  const { step = '', stage = '', item = '' } = (entry?.data ?? {}) as Record<string, string | number>
  return [entry?.type ?? 'nothing', step, item, stage].filter((word) => word !== '').join(' ')
}

const isOver = (type: string | undefined) =>
  ['succeeded', 'rolled-back', 'failed', 'cancelled'].includes(type ?? '')
