import type { Cause, ChangeId, Status } from '../change/state/change.ts'
import type { Link } from '../runbook/change-facts.ts'
import type { SignalShape } from '../signal/shape.ts'
import type { Millis } from '../time/instant.ts'
import type { BasisPoints } from '../traffic/desired.ts'

/** RFC 3339 in UTC, as people and machines read it. */
export type At = string

/** What is written of a change from its journal alone: the same journal gives the same report. */
export type ChangeReport = Uneventful | IncidentReport

/** Nothing that would need a report has happened: one plain sentence says so. */
export type Uneventful = {
  readonly report: 'none'
  readonly change: ChangeId
  readonly title: string
  readonly status: Status
  readonly sentence: string
}

export type IncidentReport = {
  readonly report: 'incident'
  readonly change: ChangeId
  readonly title: string
  readonly plan: string
  readonly environment: string
  readonly version: string
  readonly targets: readonly string[]
  readonly status: Status
  /** Something may still come: what stands here is known so far. */
  readonly soFar: boolean
  /** The newest entry that is in it, and how many there are. */
  readonly upTo: { readonly at: At; readonly entries: number }
  /** T of the change; null when it never came. */
  readonly t: At | null
  /** A sentence each: what happened, why, and how it ended. */
  readonly summary: { readonly what: string; readonly why: string; readonly end: string }
  readonly cause: CauseTold | null
  /** From the breach to the end; null where there was none. */
  readonly moments: Moments
  readonly durations: readonly Took[]
  readonly traffic: readonly TrafficTold[]
  readonly evidence: EvidenceTold | null
  readonly undone: readonly Undone[]
  /** The steps of the plan's own rollback. */
  readonly steps: readonly Undone[]
  readonly considerations: readonly ConsiderationTold[]
  /** What people have seen of suites for it. */
  readonly validations: readonly ValidationTold[]
  readonly verification: VerificationTold | null
  readonly owed: readonly OwedTold[]
  readonly people: readonly PersonTold[]
  readonly timeline: readonly TimelineLine[]
  /** Where people read more, as the plan says it. */
  readonly links: readonly Link[]
  /** Sentences: what this report does not have, because it would be too long. */
  readonly leftOut: readonly string[]
}

export type CauseTold = {
  readonly kind: Cause['cause']
  readonly sentence: string
  readonly at: At
  readonly by: string
  /** The rule that decided; null where none did. */
  readonly rule: RuleTold | null
  /** Rules that had acted before: those that paused, or told people. */
  readonly before: readonly RuleTold[]
}

export type RuleTold = {
  readonly rule: string
  readonly kind: 'guard' | 'gate'
  readonly target: string
  readonly at: At
  /** The judge's own sentence. */
  readonly sentence: string
  readonly bound: string
  readonly measured: string
  readonly samples: number
  readonly from: At
  readonly to: At
  /** At the latest since then the bound was broken. */
  readonly brokenSince: At
  /** Stable broke it too. */
  readonly sharedIncident: boolean
  /** Of a rule that tests: how many times stable, its 95 % interval, and the events beyond stable's rates. */
  readonly test: {
    readonly ratio: number | null
    readonly low: number | null
    readonly high: number | null
    readonly extra: number
  } | null
}

export type Moments = {
  readonly trafficFrom: At | null
  readonly breach: At | null
  readonly decided: At | null
  readonly closed: At | null
  readonly ended: At | null
  /** The most that the general public got of the canary. */
  readonly most: BasisPoints
  /** How long it got any. */
  readonly exposedMs: Millis
}

/** How long a part took, beside what the plan allows for it. */
export type Took = {
  readonly what: string
  readonly tookMs: Millis
  readonly limitMs: Millis | null
  /** It was not over when the newest entry was written. */
  readonly open: boolean
}

/** Targets whose traffic went the same way, and where it went. */
export type TrafficTold = { readonly targets: readonly string[]; readonly points: readonly TrafficPoint[] }
export type TrafficPoint = { readonly at: At; readonly weight: BasisPoints; readonly adopted: boolean }

/** What was measured of the signal that decided, each time that the journal kept it. */
export type EvidenceTold = {
  readonly signal: string
  readonly target: string
  readonly shape: SignalShape
  readonly bounds: readonly number[]
  readonly points: readonly {
    readonly at: At
    readonly canary: number | null
    readonly stable: number | null
  }[]
}

export type Outcome = 'undone' | 'nothing-to-undo' | 'not-undone' | 'open'
export type Undone = {
  readonly id: string
  readonly title: string
  readonly outcome: Outcome
  /** What was seen, or why it was not. */
  readonly because: string | null
  readonly tookMs: Millis | null
  /** What one attempt may take. */
  readonly limitMs: Millis | null
  readonly attempts: number
}

export type ValidationTold = {
  readonly outcome: 'passed' | 'failed' | 'unknown'
  readonly at: At
  readonly sentence: string
}

export type ConsiderationTold = {
  readonly by: string
  readonly at: At
  readonly because: string
  /** Null: nobody has answered it. */
  readonly answer: string | null
}

export type VerificationTold = {
  readonly outcome: 'passed' | 'failed' | 'inconclusive' | 'open'
  readonly at: At
  readonly sentence: string
  /** Who has seen to what it found. */
  readonly settled: string | null
}

export type OwedTold = {
  readonly title: string
  readonly owner: string
  readonly dueAt: At
  /** Who said that it is done, or what was seen; null: it is owed. */
  readonly done: string | null
}

export type PersonTold = {
  readonly name: string
  /** As what the request named them. */
  readonly as: string | null
  readonly did: readonly { readonly at: At; readonly fromT: string; readonly sentence: string }[]
}

export type TimelineLine =
  | {
      readonly at: At
      readonly fromT: string
      readonly by: string
      readonly sentence: string
      /** `loud`: a person was paged for it. */
      readonly weight: 'loud' | 'plain' | 'refusal'
    }
  /** So many entries are not shown here. */
  | { readonly left: number }
