import { type Finding, inOrder, type Severity } from '../../document/finding.ts'
import { flagsInTheWay, heldWords, unlockLine } from '../../flag/lock/flags-in-the-way.ts'
import type { HeldFlag } from '../../flag/lock/held-flag.ts'
import type { FlagUse } from '../compile/flag-uses.ts'

/**
 * The locks that would refuse what a plan sets, as they stand: each names whose it is, why it is there, and what lifts
 * it. One that a change of the same plan holds is left behind by the time this one comes to it.
 */
export function checkLocks(
  uses: readonly FlagUse[],
  heldIn: (environment: string) => readonly HeldFlag[],
  severity: Severity,
): readonly Finding[] {
  const findings = uses.flatMap(({ environment, plan, act, at }) =>
    flagsInTheWay([act], heldIn(environment).map(left), { id: '', plan }).flatMap(
      (held): readonly Finding[] => {
        const place = at[held.flag]
        if (place === undefined) return []
        const message = `in ${environment}, ${heldWords(held)}`
        return [{ ...place, severity, code: 'flag-locked', message, remedy: unlockLine(environment, held) }]
      },
    ),
  )
  return inOrder(findings)
}

function left(held: HeldFlag): HeldFlag {
  const { change } = held.lock
  return change === null ? held : { ...held, lock: { ...held.lock, change: { ...change, over: true } } }
}
