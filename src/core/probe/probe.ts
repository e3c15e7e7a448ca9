import type { Millis } from '../time/instant.ts'

/**
 * What a probe decides. Startup fails the deploy, ready holds the stage, live and critical are guards that trip, shown
 * is only shown.
 */
export const PROBE_KINDS = ['startup', 'live', 'ready', 'critical', 'shown'] as const
export type ProbeKind = (typeof PROBE_KINDS)[number]

/** What a deployed side is asked over HTTP, again and again. */
export type Probe = {
  readonly kind: ProbeKind
  readonly path: string
  /** From the deploy until it is asked first. */
  readonly delayMs: Millis
  readonly everyMs: Millis
  /** A later answer is a failure. */
  readonly timeLimitMs: Millis
  /** So many in a row make it fail. */
  readonly failures: number
  /** So many in a row make it well. */
  readonly successes: number
}

/** Unique within a plan: `startup`, `live`, `ready`, and each other one by its path. */
export const probeName = ({ kind, path }: Pick<Probe, 'kind' | 'path'>): string =>
  kind === 'critical' || kind === 'shown' ? path : kind

/** It rolls the change back when it fails. */
export const isGuard = ({ kind }: Pick<Probe, 'kind'>): boolean => kind === 'live' || kind === 'critical'
