/** What the users of the demo saw, counted by who was to blame. */
export type Outcome = (
  | { readonly saw: 'answer'; readonly status: number; readonly version: string | null; readonly ms: number }
  | { readonly saw: 'nothing'; readonly cause: string; readonly ms: number }
) & {
  /** The site's usual address failed, and this is how its other one did. */
  readonly elsewhere?: true
}

/**
 * A version's own 5xx carries its `X-App-Version`; whatever fails without that name on it is ours: a broken or refused
 * connection, a time-out, or an error the gateway made up.
 */
export type Blame = 'none' | 'version' | 'us'

export type VersionTally = { requests: number; failed: number; byStatus: Record<string, number> }
export type TargetTally = {
  requests: number
  ok: number
  /** By cause: `ECONNRESET`, `timeout`, `502` ... */
  becauseOfUs: Record<string, number>
  byVersion: Record<string, VersionTally>
  /** Requests by the first of `latencyEdgesMs` they do not exceed; the last one is "slower". */
  latency: number[]
}
export type Failure = {
  readonly at: string
  readonly target: string
  readonly blame: Blame
  readonly cause: string
  readonly version: string | null
}

export type TrafficReport = {
  readonly users: number
  readonly startedAt: string
  readonly updatedAt: string
  readonly done: boolean
  readonly requests: number
  readonly ok: number
  /** Asked again at a site's other address, because the first one broke off; of sites with several. */
  readonly askedElsewhere: number
  readonly failedBecauseOfUs: number
  readonly failedBecauseOfVersion: number
  readonly p95Ms: Readonly<Record<string, number | null>>
  readonly targets: Readonly<Record<string, TargetTally>>
  /** The first hundred, to see when it began. */
  readonly failures: readonly Failure[]
}

export const latencyEdgesMs = [
  1, 2, 3, 5, 8, 13, 20, 30, 50, 80, 130, 200, 300, 500, 800, 1_300, 2_000, 3_000, 5_000, 10_000,
]

export class Tally {
  readonly #targets: Record<string, TargetTally> = {}
  readonly #failures: Failure[] = []
  #elsewhere = 0

  count(target: string, outcome: Outcome, at: Date): void {
    this.#targets[target] ??= {
      requests: 0,
      ok: 0,
      becauseOfUs: {},
      byVersion: {},
      latency: latencyEdgesMs.map(() => 0).concat(0),
    }
    const tally = this.#targets[target]
    const blame = blameFor(outcome)
    const cause = outcome.saw === 'answer' ? String(outcome.status) : outcome.cause
    const version = outcome.saw === 'answer' ? outcome.version : null
    tally.requests += 1
    if (outcome.elsewhere === true) this.#elsewhere += 1
    const edge = latencyEdgesMs.findIndex((upper) => outcome.ms <= upper)
    const slot = edge < 0 ? latencyEdgesMs.length : edge
    tally.latency[slot] = (tally.latency[slot] ?? 0) + 1
    if (blame === 'none') tally.ok += 1
    if (blame === 'us') tally.becauseOfUs[cause] = (tally.becauseOfUs[cause] ?? 0) + 1
    if (version !== null) countVersion(tally, version, cause, blame)
    if (blame !== 'none' && this.#failures.length < 100)
      this.#failures.push({ at: at.toISOString(), target, blame, cause, version })
  }

  report(users: number, startedAt: Date, now: Date, done: boolean): TrafficReport {
    const all = Object.entries(this.#targets)
    const sum = (of: (tally: TargetTally) => number) => all.reduce((total, [, tally]) => total + of(tally), 0)
    return {
      users,
      startedAt: startedAt.toISOString(),
      updatedAt: now.toISOString(),
      done,
      requests: sum((tally) => tally.requests),
      ok: sum((tally) => tally.ok),
      askedElsewhere: this.#elsewhere,
      failedBecauseOfUs: sum((tally) => total(Object.values(tally.becauseOfUs))),
      failedBecauseOfVersion: sum((tally) =>
        total(Object.values(tally.byVersion).map((version) => version.failed)),
      ),
      p95Ms: Object.fromEntries(all.map(([name, tally]) => [name, quantileEdge(tally.latency, 0.95)])),
      targets: this.#targets,
      failures: this.#failures,
    }
  }
}

export function blameFor(outcome: Outcome): Blame {
  if (outcome.saw === 'nothing') return 'us'
  if (outcome.status < 400) return 'none'
  return outcome.version === null ? 'us' : 'version'
}

/** The upper edge of the bucket that the quantile lies in; null when it is beyond the last. */
export function quantileEdge(counts: readonly number[], quantile: number): number | null {
  const wanted = quantile * total(counts)
  let seen = 0
  for (const [slot, n] of counts.entries()) {
    seen += n
    if (seen >= wanted) return latencyEdgesMs[slot] ?? null
  }
  return null
}

function countVersion(tally: TargetTally, version: string, cause: string, blame: Blame): void {
  tally.byVersion[version] ??= { requests: 0, failed: 0, byStatus: {} }
  const own = tally.byVersion[version]
  own.requests += 1
  if (blame === 'version') own.failed += 1
  own.byStatus[cause] = (own.byStatus[cause] ?? 0) + 1
}

const total = (numbers: readonly number[]): number => numbers.reduce((sum, n) => sum + n, 0)
