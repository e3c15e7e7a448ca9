import type { Logger } from 'pino'
import type { Pems } from '../../../ports/admin-identity.ts'
import { plainly } from '../config/setup-fault.ts'
import { type ListFault, listFaults } from './revocation-lists.ts'

export type ToldLists = {
  /** Tells the log what is new about the lists of these files at this moment. */
  readonly look: (pems: Pems) => void
  /** What was wrong with them at the last look. */
  readonly faults: () => readonly ListFault[]
}

/** `now`: milliseconds since the epoch. Each thing is told once, and once more when it comes back. */
export function tellLists(log: Logger, now: () => number): ToldLists {
  let faults: readonly ListFault[] = []
  return {
    look: (pems) => {
      const before = new Set(faults.map(({ says }) => says))
      faults = faultsOf(pems, now())
      for (const { refusesAll, says, remedy } of faults) {
        if (before.has(says)) continue
        if (refusesAll) log.error({ because: says, remedy }, 'the admin channel refuses everybody')
        else log.warn({ because: says, remedy }, 'the admin channel will refuse everybody')
      }
    },
    faults: () => faults,
  }
}

/** TLS could use them: what cannot be read here is no reason to end. */
function faultsOf(pems: Pems, now: number): readonly ListFault[] {
  try {
    return listFaults(pems, now)
  } catch (error) {
    const says = `the list of revoked certificates cannot be read: ${plainly(error)}`
    return [{ refusesAll: false, says, remedy: 'Make it anew: openssl ca -gencrl.' }]
  }
}
