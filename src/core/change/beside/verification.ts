import { type Standing, standingOf } from '../../judge/standing.ts'
import type { Verify } from '../../runbook/way-down.ts'
import type { Instant, Millis } from '../../time/instant.ts'
import type { EventBody } from '../events/event.ts'
import { type EffectAnswer, INCIDENTS_ITEM, type Observations } from '../outside/observations.ts'
import { unseenSince } from '../rollout/standing.ts'
import { VERIFICATION } from '../rollout/watches.ts'
import type { Verification } from '../state/beside.ts'
import type { Change, Failed, GateEvidence, RolledBack } from '../state/change.ts'

/** A verification that did not pass is told again when nobody has answered for so long. */
const UNANSWERED_MS: Millis = 15 * 60_000
/** What was not seen is seen later instead, but not for ever. */
const LONGEST = 3

/**
 * Whether all is well once a rollback has given its targets back: gates on what serves everybody, judged over the whole
 * span. It holds up nothing. No data, and too few samples, are neither good nor bad.
 */
export function verify(change: RolledBack | Failed, now: Instant, seen: Observations): readonly EventBody[] {
  const plan = change.runbook.wayDown?.verify
  // What comes back from before T has touched nothing that could be verified.
  if (plan === undefined || change.back.traffic.traffic === 'untouched') return []
  const record = change.beside?.verification
  if (record === undefined) return [begun(change, plan, now, seen)]
  switch (record.status) {
    case 'watching':
      return watched(change, plan, record, now, seen)
    case 'passed':
      return []
    case 'failed':
    case 'inconclusive':
      return remindAt(record) !== null && now >= (remindAt(record) ?? now)
        ? [{ type: 'verification-unanswered' }]
        : []
  }
}

/** When a verification wants to be looked at although nothing happened; null: never again. */
export function verificationDue(change: Change): Instant | null {
  const record = verificationOf(change)
  if (record === null) return null
  return record.status === 'watching' ? record.until : remindAt(record)
}

export function verificationOf(change: Change): Verification | null {
  return change.status === 'rolled-back' || change.status === 'failed'
    ? (change.beside?.verification ?? null)
    : null
}

/** It is not over yet: who waits for the end of the change waits for this too. */
export const isVerifying = (change: Change): boolean => verificationOf(change)?.status === 'watching'

function begun(change: RolledBack | Failed, plan: Verify, now: Instant, seen: Observations): EventBody {
  const stable = Object.fromEntries(
    change.runbook.targets.flatMap((target) => {
      const side = seen.traffic[target]?.desired.stable
      return side === undefined ? [] : [[target, side] as const]
    }),
  )
  return { type: 'verification-started', until: now + plan.forMs, stable }
}

type Watching = Extract<Verification, { status: 'watching' }>

function watched(
  { runbook }: RolledBack | Failed,
  plan: Verify,
  { from, until, stable, incidents }: Watching,
  now: Instant,
  seen: Observations,
): readonly EventBody[] {
  const all = plan.gates.flatMap((rule) =>
    Object.keys(stable).map((target) =>
      standingOf(VERIFICATION, rule, target, from, seen.judged, now, seen.takeover),
    ),
  )
  const unknown = (because: string): readonly EventBody[] => [
    { type: 'verification-inconclusive', gates: evidenceOf(all), because },
  ]
  const other = Object.entries(stable).find(([target, side]) => {
    const now = seen.traffic[target]?.desired.stable
    return now !== undefined && now !== side
  })
  if (other !== undefined) return unknown(`${other[0]} serves another version since`)
  if (now < until) return []
  const missing = runbook.targets.filter((target) => stable[target] === undefined)
  const isMeasured = plan.gates.length > 0
  if (isMeasured && (missing.length > 0 || all.length === 0))
    return unknown(`nothing could be measured on ${missing.join(' and ') || 'any target'}`)
  const found = decided(all, { from, until, now }) ?? []
  const [first] = found
  return plan.incidents === undefined || first?.type !== 'verification-passed'
    ? found
    : afterIncidents(first.gates, incidents)
}

/** What was measured is well: it passes once nobody has an incident that is open, and not before that is known. */
function afterIncidents(
  gates: readonly GateEvidence[],
  incidents: Watching['incidents'],
): readonly EventBody[] {
  if (incidents === undefined) return [{ type: 'incidents-asked' }]
  if (incidents.is === 'asked') return []
  const { outcome, words } = incidents
  if (outcome === 'passed') return [{ type: 'verification-passed', gates }]
  if (outcome === 'failed') return [{ type: 'verification-failed', gates, worse: [], incidents: words }]
  return [
    {
      type: 'verification-inconclusive',
      gates,
      because: `nobody knows whether an incident is open (${words})`,
    },
  ]
}

/** The answer that a verification waits for; any other comes too late to mean anything. */
export function hearIncidents(change: RolledBack | Failed, answer: EffectAnswer): readonly EventBody[] {
  const record = change.beside?.verification
  if (answer.ref.item !== INCIDENTS_ITEM || record?.status !== 'watching') return []
  if (record.incidents?.is !== 'asked') return []
  switch (answer.outcome) {
    case 'done':
      return [{ type: 'incidents-answered', outcome: 'passed', words: answer.evidence }]
    case 'failed':
    case 'unknown':
      return [{ type: 'incidents-answered', outcome: answer.outcome, words: answer.reason }]
    case 'stopped':
      return [{ type: 'incidents-answered', outcome: 'unknown', words: 'it was stopped' }]
  }
}

type Span = { readonly from: Instant; readonly until: Instant; readonly now: Instant }

/** Null while more has to be seen first. */
function decided(all: readonly Standing[], { from, until, now }: Span): readonly EventBody[] | null {
  const end = Math.min(until + unseenSince(from, all), from + LONGEST * (until - from))
  const open = all.filter(
    ({ judged, silentSince }) => silentSince === null && (judged?.watermark ?? from) < end,
  )
  if (now < end || open.length > 0) return null
  const gates = evidenceOf(all)
  const worse = all.filter(({ verdict }) => verdict === 'worse')
  if (worse.length > 0)
    return [
      {
        type: 'verification-failed',
        gates,
        worse: worse.map(({ rule, target }) => ({ gate: rule.id, target })),
      },
    ]
  const unsure = all.filter(({ verdict }) => verdict !== 'no-worse')
  if (unsure.length === 0) return [{ type: 'verification-passed', gates }]
  return [{ type: 'verification-inconclusive', gates, because: unsure.map(whyUnsure).join('; ') }]
}

function whyUnsure({ rule, target, verdict, judged }: Standing): string {
  if (verdict === 'no-data') return `no data for ${rule.signal} on ${target}`
  return `${rule.signal} on ${target} saw ${judged?.evidence.samples ?? 0} of ${rule.minSamples} samples`
}

function evidenceOf(all: readonly Standing[]): readonly GateEvidence[] {
  return all.flatMap(({ rule, target, judged }) =>
    judged === null ? [] : [{ gate: rule.id, target, evidence: judged.evidence }],
  )
}

function remindAt(record: Exclude<Verification, { status: 'watching' }>): Instant | null {
  return record.status === 'passed' || record.settled !== null || record.remindedAt !== null
    ? null
    : record.at + UNANSWERED_MS
}
