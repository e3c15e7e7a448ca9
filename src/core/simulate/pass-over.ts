import type { Instant } from '../time/instant.ts'
import { type Rows, saysTheSame } from './virtual-judge.ts'

/** A moment at which the rules were looked at. */
export type Look = { readonly at: Instant; readonly rows: Rows }

/** So many scrapes are looked at before a turn is tried. */
const FURTHEST = 64

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
  scrape: (before: Look) => Look,
  isIdle: (look: Look) => boolean,
): { readonly rested: Look; readonly passed: number } {
  let rested = from
  let passed = 0
  for (let reach = 1; ; reach = Math.min(2 * reach, FURTHEST)) {
    const ahead = looksAhead(rested, end, reach, scrape)
    const last = ahead.at(-1)
    if (last === undefined) return { rested, passed }
    if (!isIdle(last)) {
      const idle = idleBefore(ahead, isIdle)
      return { rested: ahead[idle - 1] ?? rested, passed: passed + idle }
    }
    rested = last
    passed += ahead.length
    if (ahead.length < reach) return { rested, passed }
  }
}

function looksAhead(from: Look, end: Instant, most: number, scrape: (before: Look) => Look): Look[] {
  const looks: Look[] = []
  for (let before = from; looks.length < most; before = looks.at(-1) as Look) {
    const look = scrape(before)
    if (look.at >= end || !saysTheSame(before.rows, look.rows)) break
    looks.push(look)
  }
  return looks
}

/** How many of these come before the first that is not idle; the last is known not to be. */
function idleBefore(looks: readonly Look[], isIdle: (look: Look) => boolean): number {
  let idle = 0
  let busy = looks.length - 1
  while (idle < busy) {
    const middle = Math.floor((idle + busy) / 2)
    if (isIdle(looks[middle] as Look)) idle = middle + 1
    else busy = middle
  }
  return idle
}
