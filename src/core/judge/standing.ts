import type { Instant, Millis } from '../time/instant.ts'
import type { Rule } from './rule.ts'
import type { Judged, Verdict } from './verdict.ts'

/** What is known at this moment of one rule on one target. */
export type Standing = {
  readonly rule: Rule
  readonly target: string
  /** Where the watch that counts began; a verdict of an earlier watch is none. */
  readonly from: Instant
  readonly judged: Judged | null
  readonly verdict: Verdict
  /** Since when nothing was heard; null while there is evidence. */
  readonly silentSince: Instant | null
}

/**
 * `listeningSince`: when this server took over; what was said while none was there is not silence, for it is read
 * afterwards.
 */
export function standingOf(
  step: string,
  rule: Rule,
  target: string,
  from: Instant,
  all: readonly Judged[],
  now: Instant,
  listeningSince: Instant,
): Standing {
  const judged =
    all.find((j) => j.step === step && j.rule === rule.id && j.target === target && j.from === from) ?? null
  const silentSince = silence(rule, judged, from, now, listeningSince)
  return {
    rule,
    target,
    from,
    judged,
    silentSince,
    verdict: silentSince === null ? (judged?.verdict ?? 'inconclusive') : 'no-data',
  }
}

/** Before the first word of an observer: as long as three scrapes of a slow source. */
const FIRST_WORD_MS: Millis = 45_000
/** Collecting and judging take a moment of their own. */
const SLACK_MS: Millis = 2_000

/**
 * Three missed intervals are no data, beyond what the source is always behind, so a dead observer holds; so are
 * requests that stay away. A tripped guard is never unheard.
 */
function silence(
  rule: Rule,
  judged: Judged | null,
  from: Instant,
  now: Instant,
  listeningSince: Instant,
): Instant | null {
  const heard = Math.max(judged?.watermark ?? from, listeningSince)
  if (judged === null) return now - heard > FIRST_WORD_MS ? heard : null
  if (rule.kind === 'guard' && judged.verdict === 'worse') return null
  const patience = (judged.lagMs ?? 0) + 3 * judged.intervalMs + SLACK_MS
  if (now - heard > patience) return heard
  return judged.verdict === 'no-data' && judged.watermark - judged.measuredUntil > patience
    ? judged.measuredUntil
    : null
}
