/**
 * A database and a proxy that differ, as after a restore of an older database. Which of the two is right, only a person
 * knows; until then nothing is written over what the proxy has, and a kill closes whatever it is.
 */
import { CLOSED, type Desired, isLatched, LATCHED, sameDesired } from './desired.ts'
import { asMode, modeOf, type TrafficMode } from './mode.ts'

/**
 * What a proxy has beside what the database desires. `latched-itself`: closed behind the database's back, and kept so.
 * `outranks`: the target was latched, and the proxy has something else that is no older. `conflict`: it has something
 * no older that the database did not order, as after a restore; which of the two is right, only a person knows.
 */
export type Standing = 'agrees' | 'behind' | 'latched-itself' | 'outranks' | 'conflict'

/** `asked`: a conflict was found before, and nobody has decided it yet; meanwhile the database may have counted on. */
export function standingOf(desired: Desired, has: Desired, asked = false): Standing {
  if (sameDesired(has, desired)) return 'agrees'
  const newest = has.generation >= desired.generation
  if (isLatched(has.split) && (newest || !isLatched(desired.split))) return 'latched-itself'
  if (isLatched(desired.split)) return newest ? 'outranks' : 'behind'
  return newest || asked ? 'conflict' : 'behind'
}

/** A proxy's word that the database cannot explain, and when it was found. */
export type TrafficConflict = { readonly proxy: string; readonly has: Desired; readonly since: number }

export type NextDesired = Pick<Desired, 'stable' | 'split'> & {
  /** Absent: what it is now, or what a proxy has that is killed during a conflict. */
  readonly mode?: TrafficMode
  /** What a proxy has, when the next state is to be above that. */
  readonly above?: number
  /** A person has decided the conflict. */
  readonly decides?: boolean
}

/** A proxy that is held back has been closed in a generation of its own, one above what it had. */
const HELD_BACK = 1

/**
 * The next desired state: always in a newer generation. A latch during a conflict is above what the proxy has, so that
 * it is not refused, and leaves the proxy's own side stable: a kill moves nobody who is not on the canary.
 */
export function nextDesired(desired: Desired, next: NextDesired, conflict: Desired | null): Desired {
  const { split, above } = next
  const latchOver = conflict !== null && isLatched(split) ? conflict : null
  const over = latchOver === null ? 0 : latchOver.generation + HELD_BACK
  const stable = latchOver !== null && above === undefined ? latchOver.stable : next.stable
  const mode = next.mode ?? modeOf(latchOver ?? desired)
  return { generation: Math.max(desired.generation, above ?? 0, over) + 1, stable, split, ...asMode(mode) }
}

/** A proxy that latched itself keeps its mode; where it has a newer one than the database, that one stays. */
export function adoptedLatch(
  desired: Desired,
  has: Desired,
): Pick<Desired, 'stable' | 'split'> & { readonly mode: TrafficMode; readonly above: number } {
  const mode = modeOf(has.generation > desired.generation ? has : desired)
  return { stable: has.stable, split: LATCHED, mode, above: has.generation }
}

/** A conflict ends when it is decided, and with every latch. */
export function ends(next: Pick<NextDesired, 'split' | 'decides'>): boolean {
  return next.decides === true || isLatched(next.split)
}

/**
 * What ends a conflict: the proxies' own stable side and mode, closed (latched where one of them is); or what was
 * desired. Above the newest of them, and above the close that held it back.
 */
export function decidedFor(
  how: 'adopt-proxy' | 'overwrite-proxy',
  desired: Desired,
  said: readonly Desired[],
): Pick<Desired, 'stable' | 'split'> & {
  readonly mode: TrafficMode
  readonly above: number
  readonly decides: true
} {
  const newest = said.reduce((most, has) => (has.generation > most.generation ? has : most))
  const above = newest.generation + HELD_BACK
  if (how === 'overwrite-proxy') {
    const { stable, split } = desired
    return { stable, split, mode: modeOf(desired), above, decides: true }
  }
  const split = said.some((has) => isLatched(has.split)) ? LATCHED : CLOSED
  return { stable: newest.stable, split, mode: modeOf(newest), above, decides: true }
}
