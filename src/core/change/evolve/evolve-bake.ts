import type { Instant } from '../../time/instant.ts'
import type { ChangeEvent, KeptBy } from '../events/event.ts'
import { silenceKey } from '../rollout/silence.ts'
import type { BakeProgress, StepProgress } from '../state/change.ts'
import { askAgain } from './evolve-people.ts'

type Of<T extends ChangeEvent['type']> = Extract<ChangeEvent, { type: T }>

export const openBake = ({ at, slots }: Of<'bake-started'>): BakeProgress => ({
  status: 'baking',
  from: at,
  heldMs: 0,
  resumedAt: at,
  prolonged: false,
  askedAt: at,
  slots,
  missing: {},
})

export function evolveBake(
  step: StepProgress | undefined,
  event: Of<'bake-reported' | 'bake-prolonged' | 'bake-passed'>,
): StepProgress {
  if (step?.status !== 'baking') throw new Error(`"${event.type}" needs a bake under way`)
  const { at } = event
  switch (event.type) {
    case 'bake-reported':
      return { ...step, askedAt: at }
    case 'bake-prolonged':
      return { ...step, prolonged: true }
    case 'bake-passed':
      return {
        status: 'done',
        at,
        outputs: {},
        bake: { from: step.from, gates: event.gates },
        ...(step.asked === undefined ? {} : { items: step.asked.items }),
      }
  }
}

type Silence = Extract<KeptBy<'rollout'>, { type: 'evidence-missing' | 'evidence-returned' }>

export function silenceOfBake(bake: BakeProgress, event: Silence): BakeProgress {
  return { ...bake, missing: withSilence(bake.missing, event) }
}

/** By `rule@target`, what is silent after somebody was told of it. */
export function withSilence(
  missing: Readonly<Record<string, Instant>>,
  event: Silence,
): Readonly<Record<string, Instant>> {
  if (event.type === 'evidence-missing') {
    const silent = event.missing.map(({ rule, target, since }) => [silenceKey(rule, target), since] as const)
    return { ...missing, ...Object.fromEntries(silent) }
  }
  const back = new Set(event.returned.map(({ rule, target }) => silenceKey(rule, target)))
  return Object.fromEntries(Object.entries(missing).filter(([key]) => !back.has(key)))
}

/** While the change is paused, or rolls back, the clock stands; what it watches is watched on. */
export function pauseBake(bake: BakeProgress, at: Instant): BakeProgress {
  const { heldMs, resumedAt } = bake
  return resumedAt === null ? bake : { ...bake, heldMs: heldMs + (at - resumedAt), resumedAt: null }
}

/** A person who resumes asks anew what was asked at its end. */
export function resumeBake(bake: BakeProgress, at: Instant): BakeProgress {
  const { asked, resumedAt } = bake
  return {
    ...bake,
    resumedAt: resumedAt ?? at,
    ...(asked === undefined ? {} : { asked: { ...asked, items: askAgain(asked.items, at) } }),
  }
}

/** A canary that is adopted meanwhile is watched anew, as what serves everyone. */
export function bakeAnew(step: StepProgress, { at, was }: Of<'adopting'>): StepProgress {
  if (step.status !== 'baking') return step
  const adopted = Object.keys(was).filter((target) => step.slots[target] === 'canary')
  if (adopted.length === 0) return step
  const slots = { ...step.slots, ...Object.fromEntries(adopted.map((target) => [target, 'stable' as const])) }
  const clock = { from: at, heldMs: 0, resumedAt: step.resumedAt === null ? null : at, askedAt: at }
  return { ...step, ...clock, prolonged: false, slots, missing: {} }
}
