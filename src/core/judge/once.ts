import type { Instant, Millis } from '../time/instant.ts'
import { type Gap, unseenMs, withGap } from './gap.ts'
import { keep } from './memory.ts'
import { beginWatch, type JudgeState, observe, QUIET_STEPS } from './observe.ts'
import { ownSpan, type Rule } from './rule.ts'
import type { Sample } from './sample.ts'

/** What was measured up to `watermark`, where nobody has watched before. */
export type Measurements = {
  readonly samples: readonly Sample[]
  readonly watermark: Instant
  readonly stepMs: Millis
  /** What `slo`, `baseline` or `recent` is for this rule; left out where it refers to none, or it is not known. */
  readonly reference?: number
}

/**
 * A rule looked at once, over its own span before `until`: the same judge as everywhere, and its last evaluation
 * alone. Null where so much of the span is not known yet. What of the span was not measured stands in its gaps: no
 * measurement is no success.
 */
export function judgeOnce(
  rule: Rule,
  { samples, watermark, stepMs, reference }: Measurements,
  { since, until }: { readonly since: Instant; readonly until: Instant },
): JudgeState | null {
  const end = Math.floor(Math.min(watermark, until) / stepMs) * stepMs
  const from = end - (ownSpan(rule.form) ?? 0)
  if (from < since || from >= end) return null
  const before = samples.filter(({ at, span }) => at >= from && at + span <= end - stepMs)
  const gaps = gapsIn(samples, { from, to: end }, stepMs)
  const state = observe(
    rule,
    { ...beginWatch(rule, from), canary: keep(rule, [], before, from, end), watermark: end - stepMs },
    {
      canary: samples,
      stable: [],
      watermark: end,
      stepMs,
      ...(reference === undefined ? {} : { reference }),
    },
  )
  if (gaps.length === 0) return state
  return { ...state, gaps, evidence: { ...state.evidence, unseenMs: unseenMs(gaps, from, end) } }
}

/** Stretches of a span that nobody has measured, each longer than a source may be silent. */
export function gapsIn(samples: readonly Sample[], { from, to }: Gap, stepMs: Millis): readonly Gap[] {
  const inside = samples.filter(({ at, span }) => at + span > from && at < to).toSorted((a, b) => a.at - b.at)
  let gaps: readonly Gap[] = []
  let known = from
  for (const { at, span } of [...inside, { at: to, span: 0 }]) {
    if (at - known > QUIET_STEPS * stepMs) gaps = withGap(gaps, { from: known, to: at })
    known = Math.max(known, at + span)
  }
  return gaps
}
