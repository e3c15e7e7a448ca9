import type { Instant, Millis } from '../time/instant.ts'
import { isDecided, type ProbeState, UNASKED } from './answer.ts'
import { type Probe, probeName } from './probe.ts'

/** All probes of one deployed side. */
export type SideStates = Readonly<Record<string, ProbeState>>

export const stateOf = (states: SideStates, probe: Pick<Probe, 'kind' | 'path'>): ProbeState =>
  (Object.hasOwn(states, probeName(probe)) ? states[probeName(probe)] : undefined) ?? UNASKED

/** Without a startup probe a side has started when it is deployed. */
export function hasStarted(probes: readonly Probe[], states: SideStates): boolean {
  return probes.every((probe) => probe.kind !== 'startup' || stateOf(states, probe).now === 'well')
}

/**
 * When a probe is asked next, on a beat that began with the deploy; null while it is not: it is decided, or the side
 * has not started. A beat that was missed is made up for once.
 */
export function dueAt(
  probe: Probe,
  probes: readonly Probe[],
  from: Instant,
  states: SideStates,
): Instant | null {
  const state = stateOf(states, probe)
  if (isDecided(probe, state)) return null
  const isStartup = probe.kind === 'startup'
  if (!isStartup && !hasStarted(probes, states)) return null
  const first = from + probe.delayMs
  const startedAt = isStartup ? first : startOf(probes, states)
  const after = Math.max(first, startedAt ?? first, state.at === null ? first : state.at + 1)
  return first + Math.ceil((after - first) / probe.everyMs) * probe.everyMs
}

/** The question whose answer said that it has started; null where nothing asks for that. */
function startOf(probes: readonly Probe[], states: SideStates): Instant | null {
  const startup = probes.find(({ kind }) => kind === 'startup')
  return startup === undefined ? null : stateOf(states, startup).at
}

/** What is kept of when a side was asked may be so much older than the latest question. */
export const KEPT_WITHIN_MS: Millis = 10_000

/**
 * From when on a side counts as not asked any more, where nothing new is heard; infinity where nothing is left to ask.
 * `since`: from when on somebody could have asked.
 */
export function silentFrom(
  probes: readonly Probe[],
  from: Instant,
  states: SideStates,
  since: Instant,
): Instant {
  const due = probes.flatMap((probe) => dueAt(probe, probes, from, states) ?? [])
  const longest = Math.max(0, ...probes.map(({ timeLimitMs }) => timeLimitMs))
  return Math.max(since, Math.min(...due)) + longest + KEPT_WITHIN_MS + LATE_MS
}

/** A server that is busy is not one that does not ask. */
const LATE_MS: Millis = 15_000
