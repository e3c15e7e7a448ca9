import type { Instant } from '../time/instant.ts'
import { isGuard, type Probe } from './probe.ts'

/** What the answers so far come to. Small, and the same however the answers came in: one by one, or many at once. */
export type ProbeState = {
  /** What its thresholds say; unknown until either was reached. */
  readonly now: ProbeWord | 'unknown'
  /** The latest answers that were alike, counted up to their threshold. */
  readonly run: { readonly ok: boolean; readonly times: number } | null
  /** The answer that last changed something, in words. */
  readonly says: string | null
  /** When it was last asked. */
  readonly at: Instant | null
}

export type ProbeWord = 'well' | 'failing'

/** `at`: when it was asked. */
export type ProbeAnswer = { readonly ok: boolean; readonly says: string; readonly at: Instant }

export const UNASKED: ProbeState = { now: 'unknown', run: null, says: null, at: null }

/**
 * As the kubelet counts: answers alike in a row, and the word turns when they reach their threshold. An answer that
 * comes out of turn, or after a decision that is for good, changes nothing.
 */
export function answered(probe: Probe, state: ProbeState, { ok, says, at }: ProbeAnswer): ProbeState {
  if (isDecided(probe, state) || (state.at !== null && at <= state.at)) return state
  const threshold = ok ? probe.successes : probe.failures
  const times = Math.min(threshold, (state.run?.ok === ok ? state.run.times : 0) + 1)
  const now = times < threshold ? state.now : ok ? 'well' : 'failing'
  const isNews = now !== state.now || ok !== state.run?.ok || times !== state.run.times
  return isNews ? { now, run: { ok, times }, says, at } : { ...state, at }
}

/**
 * For good, until the next deploy: a side starts once, and a guard that tripped stays tripped. The kubelet holds such a
 * probe as well, until there is another container.
 */
export function isDecided(probe: Probe, { now }: ProbeState): boolean {
  if (probe.kind === 'startup') return now !== 'unknown'
  return isGuard(probe) && now === 'failing'
}

/** Apart from when it was asked. */
export const saysTheSame = (a: ProbeState, b: ProbeState): boolean =>
  a.now === b.now && a.run?.ok === b.run?.ok && a.run?.times === b.run?.times
