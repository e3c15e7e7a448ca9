import type { Clock } from '../../ports/clock.ts'
import { type Bell, bell } from './bell.ts'

/**
 * Who is woken by what just happened, instead of at the next look. Ringing is only ever a hint: every loop also looks
 * by itself, because another replica, or a server that died, may have been the one that knew.
 */
export type Bells = {
  readonly tick: Bell
  readonly effects: Bell
  readonly notices: Bell
  /** A side was deployed, or has answered something new. */
  readonly probes: Bell
  readonly followUps: Bell
  /** Somebody has to look whether what ended changes have left is done. */
  readonly evidence: Bell
  readonly checkpoints: Bell
  /** A checkpoint was made; in the order of the sinks that the binding names. */
  readonly sinks: readonly Bell[]
  /** In the order of the sources of signals. */
  readonly observers: readonly Bell[]
  /** By a target's full name, `environment/service`. */
  readonly targets: ReadonlyMap<string, Bell>
}

export function bells(clock: Clock, targets: readonly string[], observers: number, sinks = 0): Bells {
  return {
    tick: bell(clock),
    effects: bell(clock),
    notices: bell(clock),
    probes: bell(clock),
    followUps: bell(clock),
    evidence: bell(clock),
    checkpoints: bell(clock),
    sinks: Array.from({ length: sinks }, () => bell(clock)),
    observers: Array.from({ length: observers }, () => bell(clock)),
    targets: new Map(targets.map((name) => [name, bell(clock)])),
  }
}
