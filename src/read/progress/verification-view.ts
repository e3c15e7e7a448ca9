import { verificationOf } from '../../core/change/beside/verification.ts'
import type { Verification } from '../../core/change/state/beside.ts'
import type { Change } from '../../core/change/state/change.ts'
import { shapeByRules } from '../../core/judge/rule-shape.ts'
import { formatBound, formatMeasured } from '../../core/judge/words.ts'
import { instant, type Shown } from '../shown/instant.ts'

/** A record beside a change that went back: whether all is well on what serves everybody. */
export type VerificationView = {
  readonly status: Verification['status']
  readonly from: Shown
  /** When it ends, while it is watched; as planned, for what is not seen is seen later. */
  readonly until: Shown | null
  readonly endedAt: Shown | null
  /** What has to hold, in words. */
  readonly wanted: readonly string[]
  /** What was seen, gate by gate; only once it has ended. */
  readonly gates: readonly { readonly gate: string; readonly target: string; readonly seen: string }[]
  /** Why it is inconclusive, or which incident is open. */
  readonly because: string | null
  readonly settled: { readonly by: string; readonly at: Shown; readonly because: string } | null
}

export function viewVerification(change: Change): VerificationView | null {
  const record = verificationOf(change)
  if (record === null) return null
  const gates = change.runbook.wayDown?.verify?.gates ?? []
  const wanted = [
    ...gates.map((gate) => `${gate.signal} ${formatBound(shapeByRules([gate]), gate.bound)}`),
    ...(change.runbook.wayDown?.verify?.incidents === undefined ? [] : ['no incident is open']),
  ]
  const { status } = record
  const from = instant(record.from)
  if (record.status === 'watching')
    return {
      status,
      from,
      until: instant(record.until),
      endedAt: null,
      wanted,
      gates: [],
      because: null,
      settled: null,
    }
  const { settled } = record
  return {
    status,
    from,
    until: null,
    endedAt: instant(record.at),
    wanted,
    gates: record.gates.map(({ gate, target, evidence }) => ({
      gate,
      target,
      seen: formatMeasured(evidence),
    })),
    because: record.because,
    settled: settled === null ? null : { ...settled, at: instant(settled.at) },
  }
}
