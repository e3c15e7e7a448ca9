import type { Path } from '../../document/finding.ts'

type Written = { readonly signal?: string | readonly string[] | undefined; readonly id?: string | undefined }

/** A rule about one signal, and where in the list of rules it is written. */
export type Spread<R> = {
  readonly rule: R & { readonly signal: string }
  readonly at: number
  /** From the rule to the name of its signal. */
  readonly signalAt: Path
}

/** One rule for each signal that is named. What asks about no signal is left out. */
export function spread<R extends Written>(rules: readonly R[] | undefined): readonly Spread<R>[] {
  return (rules ?? []).flatMap((rule, at): readonly Spread<R>[] => {
    const { signal, id } = rule
    if (signal === undefined) return []
    if (typeof signal === 'string') return [{ rule: { ...rule, signal }, at, signalAt: ['signal'] }]
    return signal.map((one, i) => ({
      rule: {
        ...rule,
        signal: one,
        ...(id === undefined || signal.length === 1 ? {} : { id: `${id}-${one}` }),
      },
      at,
      signalAt: ['signal', i],
    }))
  })
}
