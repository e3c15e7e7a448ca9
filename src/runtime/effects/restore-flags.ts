import type { Outcome } from '../../core/change/outside/observations.ts'
import { type FlagBack, flagBack } from '../../core/change/revert/flag-back.ts'
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
 * other target its flag. A revert gives back what was held before another change (`of`), but leaves alone what somebody
 * has set or locked since, and says so.
 */
export async function restoreFlags(
  runtime: Runtime,
  row: EffectRow,
  act: RestoreFlags,
  signal: AbortSignal,
): Promise<Outcome> {
  const rows = await runtime.store.flags.list(row.environment)
  const done: string[] = []
  const faults: string[] = []
  for (const target of act.targets)
    for (const flag of act.flags) {
      signal.throwIfAborted()
      const now = rows.find((each) => each.target === target && each.flag === flag)
      const found = await toRestore(runtime, row, act, { target, flag, now })
      if (found.back === 'nothing') continue
      if (found.back === 'keep') {
        done.push(`${flagText(flag, now?.definition ?? now?.value ?? null, target)} stays: ${found.because}`)
        continue
      }
      const fault = await restoreFlag(runtime, row, act, { target, flag, now }, found.value, signal)
      if (fault === null) done.push(flagText(flag, found.value, target))
      else faults.push(fault)
    }
  if (faults.length > 0) return { outcome: 'failed', reason: faults.join('; ') }
  return {
    outcome: 'done',
    outputs: {},
    evidence: done.length === 0 ? 'no flag had been set' : done.join(', '),
  }
}

type Flag = { readonly target: string; readonly flag: string; readonly now: FlagRow | undefined }

async function toRestore(
  { store: { flags } }: Runtime,
  { environment, change }: EffectRow,
  { of }: RestoreFlags,
  { target, flag, now }: Flag,
): Promise<FlagBack> {
  const before = await flags.before(environment, target, flag, of?.change ?? change)
  if (of === undefined) return before === undefined ? { back: 'nothing' } : { back: 'restore', value: before }
  const left = await flags.leftBy(environment, target, flag, of.change)
  const content = now?.definition ?? now?.value ?? null
  const facts = { content, lockedBy: now?.lock?.by ?? null, before, left }
  return flagBack(facts, [...of.locks, change])
}

async function restoreFlag(
  runtime: Runtime,
  { environment, change }: EffectRow,
  { of, lock = [] }: RestoreFlags,
  { target, flag, now }: Flag,
  value: FlagContent | null,
  signal: AbortSignal,
): Promise<string | null> {
  const { store, clock } = runtime
  const actor = { kind: 'change', id: change } as const
  const answer = await store.flags.set({
    environment,
    target,
    flag,
    value,
    lock: lock.includes(flag),
    ...(of === undefined ? { passLock: true } : { passLock: false, replaces: [...of.locks, change] }),
    actor,
    because: of === undefined ? `rollback of ${change}` : `revert of ${of.change}`,
    now: clock.now(),
  })
  if (!answer.set) return `${flag} of ${target} is locked by ${answer.lockedBy}: ${answer.because}`
  // A flag service knows no "absent"; a switch that was never set is off.
  const told = value === null ? (typeof now?.value === 'boolean' ? false : null) : valueToTell(value)
  return told === null ? null : tellFlag(runtime, environment, target, flag, told, signal)
}
