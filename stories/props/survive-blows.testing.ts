import assert from 'node:assert/strict'
import type { Entry } from '../../src/core/journal/entry.ts'
import { Refused } from '../../src/http/client/client.ts'
import { type House, isOver, type Kind, labelOf, settleDoubts } from './survivors.testing.ts'
import type { Witness } from './witness.testing.ts'

/** What falls on a house, and when: so many more entries of the change's journal are awaited, and then so long. */
type Timed = { readonly afterEntries: number; readonly thenMs: number }

export type Ordeal<Blow extends Timed> = {
  readonly id: string
  readonly kind: Kind
  readonly limitMs: number
  /** The next blow after so many kills; null lets the change end in peace. */
  readonly nextBlow: (kills: number) => Blow | null
  /** Answers how many kills that were. */
  readonly strike: (blow: Blow) => Promise<number>
  /** What was going on when it fell. */
  readonly fell: (during: string, blow: Blow) => void
}

/** Follows one change to its end through blows, as many of them as it lasts for; answers how many kills there were. */
export async function surviveBlows<Blow extends Timed>(
  house: House,
  saw: Witness,
  { id, kind, limitMs, nextBlow, strike, fell }: Ordeal<Blow>,
): Promise<number> {
  const stream = `change/${id}`
  const end = performance.now() + limitMs
  let kills = 0
  let blows = 0
  let abort: string | null = kind === 'aborted' ? `abort-${id}` : null
  for (;;) {
    const blow = nextBlow(kills)
    const from = saw.of(stream).length
    for (;;) {
      assert.ok(
        performance.now() < end,
        `${id} did not end: its last entry is ${saw.of(stream).at(-1)?.type}`,
      )
      await saw.watch(house.client(), stream)
      await settleDoubts(house, id)
      const entries = saw.of(stream)
      if (abort !== null && (blows >= 2 || blow === null || entries.some(hasTraffic))) {
        // The same words again after every kill, until they are answered: they count once.
        const asked = { command: 'abort' as const, because: 'somebody thought better of it' }
        const answer = await house
          .client()
          .command(id, asked, null, abort)
          .then((given) => given.answer, refusedAtTheEnd)
        if (answer !== 'pending') abort = null
      }
      if (entries.some(({ type }) => isOver(type))) return kills
      if (blow !== null && entries.length >= from + blow.afterEntries) break
      await new Promise((resolve) => setTimeout(resolve, 15))
    }
    await new Promise((resolve) => setTimeout(resolve, blow.thenMs))
    const killedAt = Date.now()
    kills += await strike(blow)
    blows += 1
    await saw.nothingLost(house.client())
    await saw.watch(house.client(), stream)
    fell(labelOf(saw.of(stream).findLast(({ at }) => at <= killedAt)), blow)
  }
}

/** From here it may come to its end while a part hangs, and nobody could think better of it any more. */
const hasTraffic = ({ type }: Entry): boolean => type === 'stage-entered'

/** It ended before it was asked: then there is nothing to abort. */
function refusedAtTheEnd(error: unknown): 'refused' {
  if (error instanceof Refused && /cannot be aborted/.test(error.problem.detail)) return 'refused'
  throw error
}
