import type { Counts } from './log-ratio.ts'

/**
 * How much more stable's own counts scatter than independent requests would: bursts, where one cause fails several
 * requests, make evidence look stronger than it is. Pearson's chi-squared over its degrees of freedom; the past fades.
 */
export type Dispersion = { chi2: number; df: number; variance: number }

export const noDispersion = (): Dispersion => ({ chi2: 0, df: 0, variance: 0 })

/** Half of what was seen is forgotten after some 350 intervals: half an hour of scrapes at 5 s. */
const KEEP = 0.998
/** Fewer events than this say nothing of how they scatter. */
const EVENTS_MIN = 5
/** Where next to nothing is expected, one event is no sign of how they scatter. */
const EXPECTED_MIN = 0.05

/**
 * What log ratios are divided by; at least 1, so that it never adds evidence (E[X^(1/phi)] <= E[X]^(1/phi) by
 * Jensen). Scatter within three standard deviations of none counts as none: it would cost power by chance alone. It
 * is asked before an interval is added, so that an interval has no part in its own divisor.
 *
 * Source: McCullagh and Nelder, Generalized Linear Models, 2nd edition, section 4.5 (quasi-likelihood).
 */
export function temperOf({ chi2, df, variance }: Readonly<Dispersion>): number {
  return df > 0 && chi2 - df > 3 * Math.sqrt(variance) ? chi2 / df : 1
}

/** By stable's own pods or other slices of it in one interval: each against the rate of all of them. */
export function scatterOfSlices(dispersion: Dispersion, slices: readonly Counts[]): void {
  let events = 0
  let total = 0
  let count = 0
  for (const slice of slices) {
    events += slice.events
    total += slice.total
    if (slice.total > 0) count += 1
  }
  fade(dispersion)
  if (count < 2 || events === 0 || events === total) return
  const p = events / total
  for (const slice of slices) if (slice.total > 0) add(dispersion, slice, p, 1, (count - 1) / count)
}

/** Without slices: one interval against those before it, `recent` of `stable` itself. */
export function scatterInTime(dispersion: Dispersion, stable: Counts, recent: Counts): void {
  fade(dispersion)
  if (recent.events < EVENTS_MIN || recent.total - recent.events < EVENTS_MIN || stable.total === 0) return
  // The rate before is uncertain itself: faded counts are worth 1.8 times their sum (1 / KEEP_RECENT, once more).
  add(dispersion, stable, recent.events / recent.total, 1 + stable.total / (1.8 * recent.total), 1)
}

function fade(dispersion: Dispersion): void {
  dispersion.chi2 *= KEEP
  dispersion.df *= KEEP
  dispersion.variance *= KEEP
}

function add(dispersion: Dispersion, { events, total }: Counts, p: number, wider: number, df: number): void {
  const expected = total * p * (1 - p)
  if (expected < EXPECTED_MIN) return
  dispersion.chi2 += (events - total * p) ** 2 / (expected * wider)
  dispersion.df += df
  // Of one squared deviation of a Poisson count: 2 where many are expected, more where few are.
  dispersion.variance += (2 + 1 / expected) * df
}
