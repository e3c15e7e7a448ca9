import type { Instant } from '../time/instant.ts'
import { type Ahead, type Look, saysTheSame } from './virtual-judge.ts'

/** So many scrapes are looked at one by one before a turn is tried. */
const FURTHEST = 64

/** How to look at the scrape after a look, and at those of which it is known that every rule says the same. */
export type Looking = {
  readonly next: (before: Look) => Look
  readonly steady: (before: Look) => Ahead | null
  readonly isIdle: (look: Look) => boolean
}

/**
 * The last of the scrapes before `end` at which a turn does nothing, without taking each of these turns; the look
 * itself where the very next one does something.
 *
 * As long as every rule says the same, the world is as it was and nothing is due, only time goes on: what a turn waits
 * for comes once and stays. So a turn that does nothing says the same of all before it, and where one does
 * something, the first that does is found by halves. A rule that says something new is never passed over.
 */
export function passOver(
  from: Look,
  end: Instant,
  { next, steady, isIdle }: Looking,
): { readonly rested: Look; readonly passed: number } {
  let rested = from
  let passed = 0
  for (let reach = 1; ; reach = Math.min(2 * reach, FURTHEST)) {
    const known = steady(rested)
    const ahead = known ?? looksAhead(rested, end, reach, next)
    if (ahead.length === 0) return { rested, passed }
    const last = ahead.at(ahead.length - 1)
    const idle = isIdle(last) ? ahead.length : idleBefore(ahead, isIdle)
    rested = idle === 0 ? rested : idle === ahead.length ? last : ahead.at(idle - 1)
    // What is known ahead costs as much as one of them.
    passed += known === null ? idle : 1
    if (idle < ahead.length || (known === null && ahead.length < reach)) return { rested, passed }
  }
}

function looksAhead(from: Look, end: Instant, most: number, next: Looking['next']): Ahead {
  const looks: Look[] = []
  for (let before = from; looks.length < most; before = looks.at(-1) as Look) {
    const look = next(before)
    if (look.at >= end || !saysTheSame(before.rows, look.rows)) break
    looks.push(look)
  }
  return { length: looks.length, at: (i) => looks[i] as Look }
}

/** How many of these come before the first that is not idle; the last is known not to be. */
function idleBefore({ length, at }: Ahead, isIdle: Looking['isIdle']): number {
  let idle = 0
  let busy = length - 1
  while (idle < busy) {
    const middle = Math.floor((idle + busy) / 2)
    if (isIdle(at(middle))) idle = middle + 1
    else busy = middle
  }
  return idle
}
