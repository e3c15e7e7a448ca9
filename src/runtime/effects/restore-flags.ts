import type { Outcome } from '../../core/change/outside/observations.ts'
import { type FlagContent, sameContent, valueToTell } from '../../core/flag/definition/definition.ts'
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
      if (found === null) continue
      if ('kept' in found) {
        done.push(found.kept)
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
type Found = { readonly value: FlagContent | null } | { readonly kept: string } | null

/** Null: there is nothing to restore. */
async function toRestore(
  { store: { flags } }: Runtime,
  { environment, change }: EffectRow,
  { of }: RestoreFlags,
  { target, flag, now }: Flag,
): Promise<Found> {
  const before = await flags.before(environment, target, flag, of?.change ?? change)
  if (of === undefined) return before === undefined ? null : { value: before }
  const content = now?.definition ?? now?.value ?? null
  const lockedBy = now?.lock?.by ?? null
  if (lockedBy !== null && lockedBy !== change && !of.locks.includes(lockedBy))
    return { kept: `${flagText(flag, content, target)} stays, locked by ${lockedBy}` }
  // It set what was so already, and can only have locked it.
  if (before === undefined) return lockedBy === null ? null : { value: content }
  const left = await flags.leftBy(environment, target, flag, of.change)
  const isLeft = sameContent(content, left ?? null) || sameContent(content, before)
  return isLeft ? { value: before } : { kept: `${flagText(flag, content, target)} stays, set since` }
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
