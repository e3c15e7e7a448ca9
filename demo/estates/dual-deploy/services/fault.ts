/** The faults a version can be ordered to have. Deterministic, so that a story about one always ends the same way. */
import { setTimeout as sleep } from 'node:timers/promises'
import { RequestRate } from '../../../services/request-rate.ts'
import { type Handler, json } from '../../../services/serve.ts'

export const faultKinds = [
  'none',
  'errors',
  'slow',
  'crash',
  'at-50',
  'flaps',
  'subtle',
  'deploy-fails',
  'deploy-hangs',
] as const
export type FaultKind = (typeof faultKinds)[number]

/** Throws for a word that names no fault. */
export function faultKind(word: string): FaultKind {
  const kind = faultKinds.find((known) => known === word)
  if (!kind) throw new Error(`there is no fault ${word}; there are ${faultKinds.join(', ')}`)
  return kind
}

export type FaultLimits = {
  /** `crash`: the process ends at this request. */
  readonly crashAfter: number
  /** `at-50`: fails while it gets more requests a second than this. */
  readonly rps: number
  /** Of a thousand requests of users so many fail, whichever version and whatever else is wrong with it. */
  readonly usual: number
}

/**
 * What the version does with its n-th request (from 1) at a rate and a moment of the clock: the rule behind every
 * fault.
 */
export type Behaviour =
  | { readonly do: 'answer' }
  | { readonly do: 'fail' }
  | { readonly do: 'die' }
  | { readonly do: 'wait'; readonly ms: number }

export function behaviour(
  kind: FaultKind,
  n: number,
  rps: number,
  limits: FaultLimits,
  atMs: number,
): Behaviour {
  const ordered = orderedBehaviour(kind, n, rps, limits, atMs)
  return ordered.do === 'answer' && isAmong(n, limits.usual, 1_000) ? { do: 'fail' } : ordered
}

function orderedBehaviour(
  kind: FaultKind,
  n: number,
  rps: number,
  limits: FaultLimits,
  atMs: number,
): Behaviour {
  switch (kind) {
    case 'none':
    case 'deploy-fails':
    case 'deploy-hangs':
      return { do: 'answer' }
    case 'errors':
      return { do: isFailing(n, 3) ? 'fail' : 'answer' }
    case 'slow':
      return { do: 'wait', ms: 1_500 + ((n * 397) % 1_500) }
    case 'crash':
      return { do: n > limits.crashAfter ? 'die' : 'answer' }
    case 'at-50':
      return { do: rps > limits.rps && isFailing(n, 4) ? 'fail' : 'answer' }
    case 'flaps':
      return { do: isFlap(atMs) ? 'fail' : 'answer' }
    case 'subtle':
      return { do: isAmong(n, SUBTLE * limits.usual, 1_000) ? 'fail' : 'answer' }
  }
}

/** `subtle` fails so many times as often as every version does. */
const SUBTLE = 3

/** Spreads `ofTen` failures evenly over every ten requests. */
const isFailing = (n: number, ofTen: number): boolean => isAmong(n, ofTen, 10)

const isAmong = (n: number, share: number, all: number): boolean => (n * share) % all < share

/**
 * The middle of every fifth second: each flap lies within one second of the telemetry, whatever the request itself
 * takes.
 */
const isFlap = (atMs: number): boolean => atMs % 5_000 >= 100 && atMs % 5_000 < 800

/**
 * The same service with the fault in it. Health stays honest: a faulty version that looked ill would never be
 * deployed.
 */
export function withFault(handler: Handler, kind: FaultKind, limits: FaultLimits): Handler {
  if (kind === 'none' && limits.usual === 0) return handler
  const rate = new RequestRate()
  let n = 0
  return async (asked) => {
    if (asked.path.startsWith('/health/'))
      return kind === 'deploy-hangs'
        ? json(503, { ready: false, because: 'still warming up' })
        : handler(asked)
    // Who verifies a version is no user: what fails now and then must not fail the plan's own steps.
    if (asked.headers['x-user-id'] === undefined && (kind === 'none' || kind === 'subtle'))
      return handler(asked)
    n += 1
    const next = behaviour(kind, n, rate.count(performance.now()), limits, Date.now())
    switch (next.do) {
      case 'answer':
        return handler(asked)
      case 'fail':
        return json(500, { error: 'this version has been ordered to fail' })
      case 'die':
        process.exit(70)
        break
      case 'wait':
        await sleep(next.ms)
        return handler(asked)
    }
  }
}
