import type { Outcome } from '../../core/change/outside/observations.ts'
import { type FlagContent, isDefinition } from '../../core/flag/definition/definition.ts'
import type { Act } from '../../core/runbook/runbook.ts'
import type { EffectRow } from '../../ports/store/effects.ts'
import type { Runtime } from '../context/runtime.ts'
import { tellFlag } from '../flags/tell-flag.ts'
import { known } from './effect-environment.ts'

type SetFlags = Extract<Act, { act: 'set-flags' }>

/**
 * Sets every flag on every target: first in the store, where a lock may refuse it, then at the target's own flag
 * services. Both may be done again without harm, so a failure half way is a plain failure. A rollback passes every
 * lock, and so does a flag that follows a weight.
 */
export async function setFlags(
  runtime: Runtime,
  row: EffectRow,
  act: SetFlags,
  signal: AbortSignal,
): Promise<Outcome> {
  const { store, clock } = runtime
  const { environment, change, ref } = row
  const set: string[] = []
  for (const target of act.targets)
    for (const [flag, value] of Object.entries(known(act.set))) {
      signal.throwIfAborted()
      const actor = { kind: 'change', id: change } as const
      const answer = await store.flags.set({
        environment,
        target,
        flag,
        value,
        lock: act.lock,
        passLock: ref.direction === 'undo' || act.passLock === true,
        actor,
        because: `${change}, ${ref.item}`,
        now: clock.now(),
      })
      if (!answer.set)
        return {
          outcome: 'failed',
          reason: `${flag} of ${target} is locked by ${answer.lockedBy}: ${answer.because}`,
        }
      const fault = await tellFlag(runtime, environment, target, flag, value, signal)
      if (fault !== null) return { outcome: 'failed', reason: fault }
      set.push(flagText(flag, value, target))
    }
  return { outcome: 'done', outputs: {}, evidence: `${set.join(', ')}${act.lock ? '; locked' : ''}` }
}

export const flagText = (flag: string, content: FlagContent | null, target: string): string =>
  `${flag}=${isDefinition(content) ? 'by its definition' : (content ?? 'absent')} on ${target}`
