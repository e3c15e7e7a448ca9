import type { Path } from '../../document/finding.ts'
import type { Relative } from '../../judge/reference.ts'

/** A signal that has an SLO, and under which bound it is met. */
export type Objective = { readonly signal: string; readonly bound: 'atLeast' | 'atMost' }

type Written = {
  readonly signal?: string | readonly string[] | undefined
  readonly id?: string | undefined
  /** What `slos: all` stands for, once a binding has said it. */
  readonly objectives?: readonly Objective[]
}

/** A rule about one signal, and where in the list of rules it is written. */
export type Spread<R> = {
  readonly rule: R & { readonly signal: string }
  readonly at: number
  /** From the rule to the name of its signal. */
  readonly signalAt: Path
}

const SLO: Relative = { of: 'slo', times: 1, plus: 0 }

/** One rule for each signal that is named, or that has an SLO. What asks about no signal is left out. */
export function spread<R extends Written>(rules: readonly R[] | undefined): readonly Spread<R>[] {
  return (rules ?? []).flatMap((rule, at): readonly Spread<R>[] => {
    const { signal, id, objectives = [] } = rule
    const named = (one: string, of: number) => (id === undefined || of === 1 ? {} : { id: `${id}-${one}` })
    if (signal === undefined)
      return objectives.map((objective) => ({
        rule: {
          ...rule,
          signal: objective.signal,
          [objective.bound]: SLO,
          ...named(objective.signal, objectives.length),
        },
        at,
        signalAt: ['slos'],
      }))
    if (typeof signal === 'string') return [{ rule: { ...rule, signal }, at, signalAt: ['signal'] }]
    return signal.map((one, i) => ({
      rule: { ...rule, signal: one, ...named(one, signal.length) },
      at,
      signalAt: ['signal', i],
    }))
  })
}
