import type { Outcome } from '../../core/change/outside/observations.ts'
import { type FlagContent, valueToTell } from '../../core/flag/definition/definition.ts'
import type { Act } from '../../core/runbook/runbook.ts'
import type { EffectRow } from '../../ports/store/effects.ts'
import type { FlagRow } from '../../ports/store/flags.ts'
import type { Runtime } from '../context/runtime.ts'
import { tellFlag } from '../flags/tell-flag.ts'
import { flagText } from './set-flags.ts'

type RestoreFlags = Extract<Act, { act: 'restore-flags' }>

/**
 * Gives every flag back what it held before this change first set it, a value or a definition, also under a lock; the
 * store lifts the change's own lock with that. All flags are tried, so that one service that does not answer costs no
 * other target its flag.
 */
export async function restoreFlags(
  runtime: Runtime,
  row: EffectRow,
  act: RestoreFlags,
  signal: AbortSignal,
): Promise<Outcome> {
  const { store } = runtime
  const rows = await store.flags.list(row.environment)
  const done: string[] = []
  const faults: string[] = []
  for (const target of act.targets)
    for (const flag of act.flags) {
      signal.throwIfAborted()
      const before = await store.flags.before(row.environment, target, flag, row.change)
      if (before === undefined) continue
      const now = rows.find((each) => each.target === target && each.flag === flag)
      const fault = await restoreFlag(runtime, row, target, flag, before, now, signal)
      if (fault === null) done.push(flagText(flag, before, target))
      else faults.push(fault)
    }
  if (faults.length > 0) return { outcome: 'failed', reason: faults.join('; ') }
  return {
    outcome: 'done',
    outputs: {},
    evidence: done.length === 0 ? 'no flag had been set' : done.join(', '),
  }
}

async function restoreFlag(
  runtime: Runtime,
  { environment, change }: EffectRow,
  target: string,
  flag: string,
  value: FlagContent | null,
  now: FlagRow | undefined,
  signal: AbortSignal,
): Promise<string | null> {
  const { store, clock } = runtime
  const actor = { kind: 'change', id: change } as const
  const because = `rollback of ${change}`
  const answer = await store.flags.set({
    environment,
    target,
    flag,
    value,
    lock: false,
    passLock: true,
    actor,
    because,
    now: clock.now(),
  })
  if (!answer.set) return `${flag} of ${target} is locked by ${answer.lockedBy}: ${answer.because}`
  // A flag service knows no "absent"; a switch that was never set is off.
  const told = value === null ? (typeof now?.value === 'boolean' ? false : null) : valueToTell(value)
  return told === null ? null : tellFlag(runtime, environment, target, flag, told, signal)
}
