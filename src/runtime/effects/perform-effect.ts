import type { Outcome } from '../../core/change/outside/observations.ts'
import type { Act } from '../../core/runbook/runbook.ts'
import { LETS_GO_MS } from '../../core/validation/result.ts'
import type { Executor } from '../../ports/executor.ts'
import type { EffectRow } from '../../ports/store/effects.ts'
import { environmentOf } from '../context/reach.ts'
import type { Runtime } from '../context/runtime.ts'
import { TimeLimitReached, within } from '../context/time-limit.ts'
import { throughOutages } from '../loop/through-outages.ts'
import { boundCall, boundRun, type Run } from './bound-call.ts'
import { lookAtCheck } from './look-at-check.ts'
import { lookAtSuite } from './look-at-suite.ts'
import { readFlag } from './read-flag.ts'
import { restoreFlags } from './restore-flags.ts'
import { runBoundCall } from './run-bound-call.ts'
import { setFlags } from './set-flags.ts'
import { tell } from './tell.ts'

export type Performing = {
  /** It was begun by a server that is gone: find out what became of it, in these places. Null: it begins here. */
  readonly adopt: readonly string[] | null
  /** A turn asked to stop it. Aborted with `STOPPED`. */
  readonly signal: AbortSignal
  /** Told which executor has it, so that it can be stopped there. */
  readonly onExecutor: (executor: Executor) => void
}

export const STOPPED = Symbol('stopped')

/** Does one thing to the outside world, within its time limit, and returns how it ended. */
export async function performEffect(runtime: Runtime, row: EffectRow, how: Performing): Promise<Outcome> {
  const { act } = row
  switch (act.act) {
    case 'deploy':
    case 'undeploy':
    case 'log-level':
    case 'action':
      return runCall(runtime, { ...row, act }, how)
    case 'set-flags':
      return timed(runtime, row, how.signal, (signal) => setFlags(runtime, row, act, signal))
    case 'restore-flags':
      return timed(runtime, row, how.signal, (signal) => restoreFlags(runtime, row, act, signal))
    case 'read-flag':
      return timed(runtime, row, how.signal, () => readFlag(runtime, row, act))
    case 'suite':
      return timed(runtime, row, how.signal, (signal) => lookAtSuite(runtime, row, act, signal))
    case 'tell':
      return timed(runtime, row, how.signal, (signal) => tell(runtime, row, act, signal))
    case 'check':
    case 'incidents':
    case 'http': {
      // The check has a limit of its own, and says so in words of its own.
      const timeLimitMs = row.timeLimitMs + LETS_GO_MS
      return timed(runtime, { ...row, timeLimitMs }, how.signal, (signal) =>
        lookAtCheck(runtime, row, act, signal),
      )
    }
  }
}

/**
 * Whether it starts a process that may outlive this server. What the binding does not know any more may have been
 * one, so it counts as one.
 */
export function isCommand({ reach }: Runtime, { environment, act }: EffectRow): boolean {
  switch (act.act) {
    case 'deploy':
    case 'undeploy':
    case 'log-level':
    case 'action': {
      const bound = environmentOf(reach, environment)
      return bound === null || boundRun(bound, act)?.run.run !== 'http'
    }
    case 'set-flags':
    case 'restore-flags':
    case 'read-flag':
    case 'suite':
    case 'check':
    case 'http':
    case 'incidents':
    case 'tell':
      return false
  }
}

async function runCall(runtime: Runtime, row: Run, how: Performing): Promise<Outcome> {
  const bound = await throughOutages(runtime, how.signal, () => boundCall(runtime, row))
  if ('unbound' in bound) return { outcome: how.adopt === null ? 'failed' : 'unknown', reason: bound.unbound }
  const executor = runtime.reach.executors[bound.call.binding.run]
  how.onExecutor(executor)
  if (how.signal.aborted) return { outcome: 'stopped' }
  return runBoundCall(executor, bound.call, { adopt: how.adopt, repeatable: row.repeatable })
}

/**
 * Flags may be written twice without harm, so whatever went wrong with them is a plain failure, and never a doubt;
 * and while the database is away, neither.
 */
async function timed(
  runtime: Runtime,
  { timeLimitMs, act }: EffectRow,
  stop: AbortSignal,
  call: (signal: AbortSignal) => Promise<Outcome>,
): Promise<Outcome> {
  try {
    return await throughOutages(runtime, stop, () => within(timeLimitMs, doing(act), call, stop))
  } catch (error) {
    if (stop.aborted) return { outcome: 'stopped' }
    if (error instanceof TimeLimitReached) return { outcome: 'failed', reason: error.message }
    throw error
  }
}

const doing = ({ act }: Act): string => `the step ${act}`
