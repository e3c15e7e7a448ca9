import { isRelative, type Rule } from '../../judge/rule.ts'
import { standingOf } from '../../judge/standing.ts'
import { ruleOfLevel } from '../../level/level.ts'
import { captureRule } from '../../runbook/capture-rule.ts'
import { rulesOf } from '../../runbook/rules-of.ts'
import type { Runbook } from '../../runbook/runbook.ts'
import type { Instant, Millis } from '../../time/instant.ts'
import type { EventBody } from '../events/event.ts'
import type { Run } from '../state/change.ts'
import type { Rolling } from './rolling.ts'

/** In place of a step. No step has this name, for a name holds no `@`. */
export const RECENT = '@recent'

/** How far `recent` looks back from the first moved request; divided by the pace as the plan's own durations are. */
const RECENT_MS: Millis = 3_600_000
/** It is the median of so many equal pieces, so that one bad moment of that hour does not count. */
const PIECES = 12

/** A signal whose `recent` some rule compares with, on a target that a rollout has begun to move. */
export type RecentWatch = {
  readonly rule: Rule
  readonly target: string
  readonly from: Instant
  /** The moment before which it looks. */
  readonly since: Instant
}

/** Those that are not known yet. */
export function recentWatches(runbook: Runbook, { recent }: Run): readonly RecentWatch[] {
  if (recent === undefined) return []
  const spanMs = recentSpan(runbook.pace)
  return recentSignals(runbook).flatMap((signal) =>
    Object.entries(recent.since)
      .filter(([target]) => recent.found[signal]?.[target] === undefined)
      .map(([target, since]) => ({ rule: recentRule(signal), target, from: since - spanMs, since })),
  )
}

/** How far it looks back at a pace. */
export const recentSpan = (pace: number): Millis => Math.max(PIECES, Math.floor(RECENT_MS / pace))

export const recentRule = (signal: string): Rule => ({
  ...captureRule(signal),
  form: { form: 'over', span: 'hold', pieces: PIECES },
})

/** Sorted. */
export function recentSignals(runbook: Runbook): readonly string[] {
  const levels = (runbook.levels ?? []).map((level) => ({ rule: ruleOfLevel(level) }))
  const signals = [...rulesOf(runbook), ...levels].flatMap(({ rule: { bound, signal } }) =>
    isRelative(bound) && bound.of === 'recent' ? [signal] : [],
  )
  return [...new Set(signals)].sort()
}

/** What has become known of them, up to the moment at which the first request moved. */
export function measureRecent({
  run,
  runbook,
  now,
  seen,
}: Omit<Rolling, 'step' | 'progress'>): readonly EventBody[] {
  const found = recentWatches(runbook, run).flatMap(({ rule, target, from, since }) => {
    const { judged } = standingOf(RECENT, rule, target, from, seen.judged, now, seen.takeover)
    if (judged === null || judged.watermark < since || judged.evidence.value === null) return []
    const { value, samples, from: begins, to } = judged.evidence
    return [{ signal: rule.signal, target, value, seen: { from: begins, to, samples } }]
  })
  return found.length === 0 ? [] : [{ type: 'recent-measured', found }]
}
