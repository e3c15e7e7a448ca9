import type { ProbeWord } from '../../probe/answer.ts'
import type { Instant } from '../../time/instant.ts'
import type { Side } from '../../traffic/desired.ts'

/** By target: the side that the change has deployed there, or leads users to, and what it was told of its probes. */
export type Probing = Readonly<Record<string, ProbedSide>>

export type ProbedSide = {
  readonly side: Side
  /** When its deploy was through, or a rollout wanted to lead there; probes count their delay from here. */
  readonly from: Instant
  /** By the name of the probe; absent: it has not come to a word yet. */
  readonly told: Readonly<Record<string, ProbeTold>>
  /** Since when nobody has asked it; null while somebody does. */
  readonly silentSince: Instant | null
  /** It was adopted, or its trial is over: it is asked no more. */
  readonly ended?: true
}

export type ProbeTold = { readonly now: ProbeWord; readonly says: string; readonly at: Instant }
