import type { ArmReading } from './arm-reading.ts'
import type { Fed } from './intake.ts'
import type { Random } from './random.testing.ts'

export const STEP_MS = 5_000

/** One reading of a single comparison, interval `i` of the watch. */
export function reading(
  i: number,
  total: number,
  events: number,
  more: Partial<ArmReading> = {},
): ArmReading {
  return { at: i * STEP_MS, span: STEP_MS, segment: 'general', total, events: [events], ...more }
}

export type Traffic = {
  readonly canary: number
  readonly stable: number
  readonly rate: number
  readonly ratio: (interval: number) => number
}

/** What independent requests would show over so many intervals. */
export function drawn(random: Random, { canary, stable, rate, ratio }: Traffic, intervals: number): Fed {
  const arms: { canary: ArmReading[]; stable: ArmReading[] } = { canary: [], stable: [] }
  for (let i = 0; i < intervals; i++) {
    arms.canary.push(reading(i, canary, random.binomial(canary, rate * ratio(i))))
    arms.stable.push(reading(i, stable, random.binomial(stable, rate)))
  }
  return { ...arms, watermark: intervals * STEP_MS, now: intervals * STEP_MS }
}
