import { own } from '../../document/tree.ts'
import type { Act } from '../../runbook/act.ts'
import type { HeldFlag } from './held-flag.ts'
import { type FlagSetting, meetLock } from './meet-lock.ts'

type SetFlags = Extract<Act, { act: 'set-flags' }>

/**
 * The locked flags that refuse what is to be set. A value that is not known yet, an output of an earlier step, is
 * taken for another than the one that stands.
 */
export function flagsInTheWay(
  acts: readonly SetFlags[],
  held: readonly HeldFlag[],
  change: FlagSetting['change'],
): readonly HeldFlag[] {
  return held.filter((one) =>
    acts.some((act) => {
      const wanted = own(act.set, one.flag)
      if (wanted === undefined || !act.targets.includes(one.target)) return false
      const standing = { content: one.content, lockedBy: one.lock.change }
      const value = typeof wanted === 'object' ? null : wanted
      return meetLock(standing, { value, change }) === 'refused'
    }),
  )
}

/** `GlassFXEnabled of wix is locked by anna: frozen until Monday`. */
export const heldWords = ({ target, flag, lock }: HeldFlag): string =>
  `${flag} of ${target} is locked by ${lock.by}: ${lock.because}`

/** What to type to lift the lock. */
export const unlockLine = (
  environment: string,
  { target, flag }: Pick<HeldFlag, 'target' | 'flag'>,
): string => `cutwater flags unlock ${environment}/${target} ${flag} --because "..."`

/** All of them in one sentence, with what to type: who is held up by a lock has to know whose it is and how it goes. */
export function heldSentence(environment: string, held: readonly HeldFlag[]): string {
  const [first, ...more] = held
  if (first === undefined) return ''
  const others = more.length === 0 ? '' : `; ${more.map(heldWords).join('; ')}`
  const lines = held.map((one) => unlockLine(environment, one)).join(' and ')
  return `${heldWords(first)}${others}; to lift ${held.length === 1 ? 'it' : 'them'}: ${lines}`
}
