import type { FlagsSet, FlagWrite } from '../../../ports/store/flags.ts'
import type { Database } from '../database/pool.ts'
import { setFlag } from './flag-write.ts'

/** In the order of their names, so that two who write the same flags take turns and never wait for each other. */
export async function setFlags(db: Database, writes: readonly FlagWrite[]): Promise<FlagsSet> {
  const inOrder = writes.toSorted((a, b) => (a.flag < b.flag ? -1 : 1))
  try {
    await db.transaction().execute(async (tx) => {
      const locked: Locked[] = []
      for (const write of inOrder) {
        const answer = await setFlag(tx, write)
        if (!answer.set) locked.push({ flag: write.flag, lockedBy: answer.lockedBy, because: answer.because })
      }
      if (locked.length > 0) throw new Refused(locked)
    })
    return { set: true }
  } catch (error) {
    if (error instanceof Refused) return { set: false, locked: error.locked }
    throw error
  }
}

type Locked = Extract<FlagsSet, { readonly set: false }>['locked'][number]

/** Takes back what the transaction has written so far. */
class Refused extends Error {
  override readonly name = 'Refused'
  readonly locked: readonly Locked[]
  constructor(locked: readonly Locked[]) {
    super('locked')
    this.locked = locked
  }
}
