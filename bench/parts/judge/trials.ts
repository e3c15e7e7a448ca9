import { Random } from '../../../src/core/judge/sequential/random.testing.ts'
import { shortSeconds } from '../figures.ts'
import type { Row } from '../line.ts'
import type { Detector } from './detectors.ts'
import { SCRAPE_MS, type Scrape, type World } from './world.ts'

/** Of one detector over all runs: the delays in seconds from when the canary was worse, and what went wrong. */
export type Outcome = {
  readonly runs: number
  readonly delays: readonly number[]
  /** Rolled back although nothing was wrong, or before it was. */
  readonly early: number
  readonly missed: number
}

/** Half an hour of stable alone. */
const BEFORE = 360

/** Every detector sees the same scrapes, of seeds from 1 to `runs`. */
export function compete<Names extends string>(
  world: World,
  runs: number,
  contestants: Readonly<Record<Names, (before: readonly Scrape[]) => Detector>>,
): Readonly<Record<Names, Outcome>> {
  const names = Object.keys(contestants) as Names[]
  const found = new Map(names.map((name) => [name, { runs, delays: [] as number[], early: 0, missed: 0 }]))
  for (let seed = 1; seed <= runs; seed++) {
    const next = world.run(new Random(seed))
    const before = Array.from({ length: BEFORE }, () => next(0))
    const running = new Map(names.map((name) => [name, contestants[name](before)]))
    for (let number = 0; number < world.scrapes && running.size > 0; number++) {
      const scrape = next(number)
      for (const [name, detect] of running) {
        if (!detect(scrape, number)) continue
        running.delete(name)
        const outcome = found.get(name)
        if (outcome === undefined) continue
        if (world.worseFrom === null || number < world.worseFrom) outcome.early += 1
        else outcome.delays.push(((number + 1 - world.worseFrom) * SCRAPE_MS) / 1_000)
      }
    }
    for (const name of running.keys()) {
      const outcome = found.get(name)
      if (outcome !== undefined) outcome.missed += 1
    }
  }
  return Object.fromEntries(found) as unknown as Record<Names, Outcome>
}

export type ByName = { readonly sequential: Outcome; readonly [peer: string]: Outcome }

/** How many healthy canaries were rolled back. */
export function falseRollbacks({ title, scrapes }: World, { sequential, ...peers }: ByName): Row {
  return {
    what: `${title}: false rollbacks in ${shortHours(scrapes)} h`,
    ours: share(sequential),
    beside: Object.entries(peers)
      .map(([name, outcome]) => `${name}: ${share(outcome)}`)
      .join('; '),
    ratio: null,
    wanted: '0.1 % at most',
  }
}

/** How long each took, beside what no test can pass. */
export function delays(
  { title }: World,
  { sequential, ...peers }: ByName,
  limitS: number,
  wanted?: string,
): Row {
  const median = medianOf(sequential)
  return {
    what: title,
    ours: told(sequential),
    beside: [
      `information limit: ${Number.isFinite(limitS) ? shortSeconds(limitS) : 'never, within what is tolerated'}`,
      ...Object.entries(peers).map(([name, outcome]) => `${name}: ${told(outcome)}`),
    ].join('; '),
    ratio: median === null || !Number.isFinite(limitS) ? null : median / limitS,
    ...(wanted === undefined ? {} : { wanted }),
  }
}

const shortHours = (scrapes: number): string => String(Math.round((scrapes * SCRAPE_MS) / 36_000) / 100)

const share = ({ early, runs }: Outcome): string => `${early} of ${runs.toLocaleString('en-US')}`

export function medianOf({ delays }: Outcome): number | null {
  return [...delays].sort((a, b) => a - b)[Math.floor(delays.length / 2)] ?? null
}

function told({ delays: all, early, missed, runs }: Outcome): string {
  const sorted = [...all].sort((a, b) => a - b)
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
  const times = sorted.length === 0 ? 'never' : `${at(0.5)} / ${at(0.95)} / ${at(1)} s`
  const but = [
    ...(early === 0 ? [] : [`${early} of ${runs} before it`]),
    ...(missed === 0 ? [] : [`${missed} of ${runs} missed`]),
  ]
  return but.length === 0 ? times : `${times} (${but.join(', ')})`
}
