import type { ArmReading } from '../../../src/core/judge/sequential/arm-reading.ts'
import type { Interval } from '../../../src/core/judge/sequential/intake.ts'
import type { Question } from '../../../src/core/judge/sequential/question.ts'
import { Random } from '../../../src/core/judge/sequential/random.testing.ts'
import { beginSequential, draftOf, type SequentialState } from '../../../src/core/judge/sequential/state.ts'
import { judgeInterval, learnStable, step } from '../../../src/core/judge/sequential/step.ts'
import { SCRAPE_MS, type Scrape } from './world.ts'

/** Says after each scrape whether it rolls back. */
export type Detector = (scrape: Scrape, number: number) => boolean

export function readingOf(
  scrape: Scrape,
  arm: 'canary' | 'stable',
  number: number,
  spanMs = SCRAPE_MS,
): ArmReading {
  const { total, events } = scrape[arm]
  const reading = {
    at: number * spanMs,
    span: spanMs,
    segment: 'general',
    total,
    events: scrape.over?.[arm] ?? [events],
  }
  if (arm === 'canary' || scrape.slices === undefined) return reading
  return {
    ...reading,
    slices: scrape.slices.map((slice) => ({ total: slice.total, events: [slice.events] })),
  }
}

/** Ours. `before`: what stable showed in scrapes before the watch. */
export function sequential(question: Question, before: readonly Scrape[], spanMs = SCRAPE_MS): Detector {
  const learned = before.map((scrape, i) => readingOf(scrape, 'stable', i - before.length, spanMs))
  const draft = draftOf(learnStable(beginSequential(question, 0), learned, question))
  return (scrape, number) => {
    judgeInterval(draft, intervalOf(scrape, number, spanMs), question)
    return draft.trippedAt !== null
  }
}

export function intervalOf(scrape: Scrape, number: number, spanMs = SCRAPE_MS): Interval {
  const canary = readingOf(scrape, 'canary', number, spanMs)
  const stable = readingOf(scrape, 'stable', number, spanMs)
  return { at: canary.at, end: canary.at + spanMs, pairs: [{ segment: 'general', canary, stable }] }
}

/**
 * The same, fed each minute with what a bad source gives: a tenth of each arm's scrapes is missing, counters begin
 * anew, and some come twice, too late, or as nonsense.
 */
export function fedBadly(question: Question, before: readonly Scrape[]): Detector {
  const learned = before.map((scrape, i) => readingOf(scrape, 'stable', i - before.length))
  let state: SequentialState = learnStable(beginSequential(question, 0), learned, question)
  const random = new Random(before.reduce((sum, { stable }) => sum + stable.events, 0))
  const waiting: Record<'canary' | 'stable', ArmReading[]> = { canary: [], stable: [] }
  return (scrape, number) => {
    for (const arm of ['canary', 'stable'] as const) {
      const reading = readingOf(scrape, arm, number)
      waiting[arm].push(...spoilt(reading, random.next()))
    }
    if (number % 12 < 11) return false
    const now = (number + 1) * SCRAPE_MS
    state = step(state, { ...waiting, watermark: now, now }, question)
    for (const arm of ['canary', 'stable'] as const)
      waiting[arm] = waiting[arm].filter(({ at }) => at >= state.watermark)
    return state.trippedAt !== null
  }
}

function spoilt(reading: ArmReading, chance: number): readonly ArmReading[] {
  if (chance < 0.1) return []
  if (chance < 0.12) return [{ ...reading, events: [reading.total], reset: true }]
  if (chance < 0.13) return [reading, { ...reading, events: [reading.total] }]
  if (chance < 0.14) return [reading, { ...reading, at: reading.at - 600_000, events: [reading.total] }]
  if (chance < 0.15) return [{ ...reading, events: [Number.NaN] }]
  return [reading]
}

/** As runbooks write it: more than so much of the canary's requests over five minutes. */
export function threshold(most: number): Detector {
  const scrapes = 300_000 / SCRAPE_MS
  const totals = new Array<number>(scrapes).fill(0)
  const events = new Array<number>(scrapes).fill(0)
  let [total, bad] = [0, 0]
  return ({ canary }, number) => {
    const place = number % scrapes
    total += canary.total - (totals[place] ?? 0)
    bad += canary.events - (events[place] ?? 0)
    totals[place] = canary.total
    events[place] = canary.events
    return number + 1 >= scrapes && bad > most * total
  }
}

const MINUTES = 15

/**
 * As Kayenta and others judge: the canary's error rates of the last quarter of an hour beside stable's, one a minute,
 * by the Mann-Whitney test at a confidence of 98 %, asked every minute.
 */
export function mannWhitney(): Detector {
  const aMinute = 60_000 / SCRAPE_MS
  const rates: Record<'canary' | 'stable', number[]> = { canary: [], stable: [] }
  const minute = { canary: { total: 0, events: 0 }, stable: { total: 0, events: 0 } }
  return (scrape, number) => {
    const ends = (number + 1) % aMinute === 0
    for (const arm of ['canary', 'stable'] as const) {
      const sum = minute[arm]
      sum.total += scrape[arm].total
      sum.events += scrape[arm].events
      if (!ends) continue
      rates[arm].push(sum.total === 0 ? 0 : sum.events / sum.total)
      if (rates[arm].length > MINUTES) rates[arm].shift()
      minute[arm] = { total: 0, events: 0 }
    }
    return ends && rates.canary.length === MINUTES && deviation(rates.canary, rates.stable) > 2.326
  }
}

/** How often one of `these` is above one of `those`, a tie being half, in standard deviations from chance. */
function deviation(these: readonly number[], those: readonly number[]): number {
  let above = 0
  for (const one of these) for (const other of those) above += one > other ? 1 : one === other ? 0.5 : 0
  const [n, m] = [these.length, those.length]
  return (above - (n * m) / 2) / Math.sqrt((n * m * (n + m + 1)) / 12)
}
