import { type MeasuredOn, type SignalSeen, slotOn } from '../core/validation/kinds/signal.ts'
import type { Look } from '../ports/look.ts'
import type { SignalsView } from '../read/signals/signals-view.ts'

/** Every signal of the environment as it is now, or why nobody can say. */
export type SignalsNow = () => Promise<SignalsView | { readonly unable: string }>

/** Judges by the very numbers that `cutwater signals` shows. */
export function signalLook(now: SignalsNow): Look<'signal'> {
  return async (check, { signal: limit }): Promise<SignalSeen> => {
    const view = await Promise.race([now(), whenAborted(limit)])
    if ('unable' in view) return view
    const found = view.signals.find((one) => one.signal === check.signal)
    if (found === undefined) return { unable: `nobody measures ${check.signal} in ${view.environment}` }
    const names = check.targets ?? found.targets.map(({ target }) => target)
    const targets = names.map((target): MeasuredOn => {
      const slot = slotOn(target, check)
      const seen = found.targets.find((one) => one.target === target)?.[slot] ?? NOWHERE
      return { target, slot, value: seen.value, samples: seen.samples, why: seen.why }
    })
    return { shape: found.shape, slo: found.slo, targets }
  }
}

const NOWHERE = { value: null, samples: 0, why: 'the server has no such target' } as const

const whenAborted = (limit: AbortSignal): Promise<{ readonly unable: string }> =>
  new Promise((resolve) => {
    const say = () => resolve({ unable: 'its source did not answer in time' })
    if (limit.aborted) say()
    limit.addEventListener('abort', say)
  })
