import { type Fault, keyFault, type Path } from '../../document/finding.ts'
import type { Arranged } from '../compile/arrange.ts'
import type { Plan } from '../schema/plan.ts'
import { type Places, placesIn } from './places.ts'

/**
 * Words of the plan that have no meaning yet. With its meaning a word loses its line here, and is added to what is
 * compiled. Nothing that stands here is ever accepted and ignored.
 */
// biome-ignore format: one line a word.
export const NOT_YET: readonly NotYet[] = [
  word('plan', 'notices', 'leave it out; channels of cutwater.yaml are told what happens'),

  named('change', 'type', '`type` of a change', 'leave it out, and say it as its impact'),
  named('change', 'class', '`class` of a change', 'leave it out, or say it in the description'),
  named('change', 'tier', '`tier` of a change', 'leave it out, and write out what a tier would ask for'),
  named('change', 'changed', '`changed` of a change', 'leave it out, or name it as a ticket'),
]

/** One finding for each word, at its first place. */
export function checkNotYet(
  plan: Plan,
  steps: readonly Arranged[],
  words: readonly NotYet[] = NOT_YET,
): readonly Fault[] {
  const found = new Map<NotYet, Path[]>()
  for (const { place, of, path } of placesIn(plan, steps))
    for (const one of words)
      if (one.place === place && one.isUsed(of))
        found.set(one, [...(found.get(one) ?? []), ...one.keysIn(of).map((key) => [...path, key])])
  return [...found].flatMap(([{ says, remedy }, [first, ...others]]) =>
    first === undefined ? [] : [notInThisVersion(first, says, remedy, others.length)],
  )
}

export function notInThisVersion(path: Path, says: string, remedy: string, others = 0): Fault {
  const more = others === 0 ? '' : ` (and ${others} more ${others === 1 ? 'place' : 'places'})`
  const message = `${says} is not in this version of Cutwater${more}`
  return keyFault(path, 'not-in-this-version', message, remedy)
}

export type NotYet = {
  readonly place: keyof Places
  readonly says: string
  readonly remedy: string
  isUsed(of: object): boolean
  keysIn(of: object): readonly string[]
}

export function word<P extends keyof Places>(place: P, key: KeyOf<Places[P]>, remedy: string): NotYet {
  return named(place, key, key, remedy)
}

/** For what has a meaning elsewhere, or with other values. */
function named<P extends keyof Places>(
  place: P,
  key: KeyOf<Places[P]>,
  says: string,
  remedy: string,
  isUsed: (of: Places[P]) => boolean = () => true,
): NotYet {
  return {
    place,
    says,
    remedy,
    isUsed: (of) => (of as Record<string, unknown>)[key] !== undefined && isUsed(of as Places[P]),
    keysIn: () => [key],
  }
}

type KeyOf<T> = T extends unknown ? Extract<keyof T, string> : never
