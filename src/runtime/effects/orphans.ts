import type { Instant, Millis } from '../../core/time/instant.ts'
import type { Places } from '../../ports/places.ts'
import type { EffectRow } from '../../ports/store/effects.ts'
import type { Replica } from '../../ports/store/replicas.ts'

/**
 * A lease that nobody has held for so long is nobody's: after a restart of the database everybody takes theirs within
 * a second.
 */
const GONE_AFTER_MS: Millis = 5_000
/** What a supervisor may need, past a command's time limit, to ask it to end, to force it and to write that down. */
const ENDED_AFTER_MS: Millis = 30_000
/** The last resort: its server seems to live, and yet never said how this ended. */
const ABANDONED_MS: Millis = 120_000

/** What is known of the server that began an effect. */
export type Owner =
  | 'ours'
  /** Dead for certain, on this machine: what it began can be looked at here. */
  | 'gone'
  /** Dead, or cut off from the database; on another machine. */
  | 'lost'
  | 'lives'

/** Remembers since when the leases of servers that cannot be seen from here have been free. */
export function ownersSeen(places: Places) {
  const freeSince = new Map<string, Instant>()
  return (installation: string | null, replicas: readonly Replica[], now: Instant): Owner => {
    const replica = replicas.find((each) => each.installation === installation)
    if (replica === undefined || installation === null) return 'lives'
    const standing = places.standing(replica.place)
    if (standing !== 'elsewhere') return standing === 'gone' ? 'gone' : 'lives'
    if (replica.alive) {
      freeSince.delete(installation)
      return 'lives'
    }
    const since = freeSince.get(installation) ?? now
    freeSince.set(installation, since)
    return now - since >= GONE_AFTER_MS ? 'lost' : 'lives'
  }
}

/**
 * Whether an effect that another server began may be taken over now. A command of a machine that cannot be seen from
 * here may go on without its server, so it is left until it must have ended; it may have been tried twice. An HTTP
 * call and a flag end with their server, as far as we are concerned: what was sent was sent.
 */
export function mayTakeOver(row: EffectRow, owner: Owner, isCommand: boolean, now: Instant): boolean {
  switch (owner) {
    case 'ours':
    case 'gone':
      return true
    case 'lost':
      return !isCommand || now > lastEnd(row) + ENDED_AFTER_MS
    case 'lives':
      return now > lastEnd(row) + ABANDONED_MS
  }
}

/** Twice its time limit: what is safe to repeat is tried again when nobody knows how it ended. */
function lastEnd({ startedAt, takenAt, timeLimitMs }: EffectRow): Instant {
  return (takenAt ?? startedAt ?? 0) + 2 * timeLimitMs
}
