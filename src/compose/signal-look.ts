import type { MeasuredOn, SignalSeen } from '../core/validation/kinds/signal.ts'
import type { Look } from '../ports/look.ts'
import type { SignalsView } from '../read/signals/signals-view.ts'

/** Every signal of the environment as it is now, or why nobody can say. */
export type SignalsNow = () => Promise<SignalsView | { readonly unable: string }>

/** Judges by the very numbers that `cutwater signals` shows. */
export function signalLook(now: SignalsNow): Look<'signal'> {
  return async ({ signal, side, targets }, { signal: limit }): Promise<SignalSeen> => {
    const view = await Promise.race([now(), whenAborted(limit)])
    if ('unable' in view) return view
    const found = view.signals.find((one) => one.signal === signal)
    if (found === undefined) return { unable: `nobody measures ${signal} in ${view.environment}` }
    const measured = found.targets.map(
      ({ target, [side]: { value, samples, why } }): MeasuredOn => ({
        ...{ target, value, samples, why },
      }),
    )
    return {
      shape: found.shape,
      slo: found.slo,
      targets: targets === null ? measured : targets.map((name) => on(name, measured)),
    }
  }
}

const on = (target: string, measured: readonly MeasuredOn[]): MeasuredOn =>
  measured.find((one) => one.target === target) ?? {
    ...{ target, value: null, samples: 0, why: 'the server has no such target' },
  }

const whenAborted = (limit: AbortSignal): Promise<{ readonly unable: string }> =>
  new Promise((resolve) => {
    const say = () => resolve({ unable: 'its source did not answer in time' })
    if (limit.aborted) say()
    limit.addEventListener('abort', say)
  })
