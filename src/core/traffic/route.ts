import { bucketOf } from './cohort.ts'
import { type Desired, FULL, type Slot, type Split } from './desired.ts'

/** What is known of one request. `headerVersion` is null unless the sender may choose a version. */
export type RoutedRequest = {
  /** A user's id, or the id in the sticky cookie. */
  readonly subject: string
  readonly segment: string | null
  /** `stable`, `canary`, or a version or its beginning up to a dot. */
  readonly headerVersion: string | null
  /** The canary's version; absent while unknown. */
  readonly canaryVersion?: string
}

export type Reason = 'percentage' | 'segment' | 'header' | 'closed'
export type Routed = { readonly slot: Slot; readonly reason: Reason }

/**
 * In this order: closed (which nothing overrides), the header where the plan allows it, the threshold of the subject's
 * segment, the general weight. At 100 % that is everyone, whatever the segment: what follows is adoption. The reason
 * names the rule that decided, also when it decided for stable.
 */
export function route(desired: Desired, request: RoutedRequest): Routed {
  const { split } = desired
  if (split.mode === 'closed') return CLOSED_TO_ALL
  if (split.headerOverride && request.headerVersion !== null && request.headerVersion !== '')
    return wantsCanary(request.headerVersion, request.canaryVersion) ? HEADER.canary : HEADER.stable

  const segment = request.segment === null ? undefined : segmentOf(split, request.segment)
  const threshold = split.weight === FULL ? FULL : (segment?.weight ?? split.weight)
  const slot: Slot =
    threshold > 0 && bucketOf(split.cohort, request.subject) < threshold ? 'canary' : 'stable'
  return segment === undefined ? PERCENTAGE[slot] : SEGMENT[slot]
}

/** `v2` means v2.1.0 as well, and not v20. A version that the canary does not claim is not worth a guess: stable. */
function wantsCanary(asked: string, canaryVersion: string | undefined): boolean {
  if (asked === 'canary') return true
  if (asked === 'stable') return false
  if (canaryVersion === undefined || canaryVersion === '') return false
  return asked === canaryVersion || canaryVersion.startsWith(`${asked}.`)
}

function segmentOf(split: Extract<Split, { mode: 'open' }>, name: string) {
  for (const segment of split.segments) if (segment.name === name) return segment
  return undefined
}

/** Every answer there can be, made once: every request asks. */
const CLOSED_TO_ALL: Routed = { slot: 'stable', reason: 'closed' }
const both = (reason: Reason): Readonly<Record<Slot, Routed>> => ({
  stable: { slot: 'stable', reason },
  canary: { slot: 'canary', reason },
})
const HEADER = both('header')
const SEGMENT = both('segment')
const PERCENTAGE = both('percentage')
