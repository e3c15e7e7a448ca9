import { comparesWithStable, type Guard, isRelative } from '../../judge/rule.ts'
import type { Runbook, UnwatchedGuard } from '../../runbook/runbook.ts'

/** What becomes of the guards of a plan when one of its changes is taken back. */
export type GuardsBack = {
  /** They watch the version that comes back, from its first request until it is adopted. */
  readonly guards: readonly Guard[]
  /** Those whom these guards tell and ask. */
  readonly leads: NonNullable<Runbook['leads']>
  readonly unwatched: readonly UnwatchedGuard[]
}

/** `moves`: the revert moves traffic; `gradual`: by stages. */
export function guardsBack(
  { guards = [], leads = {} }: Pick<Runbook, 'guards' | 'leads'>,
  { moves, gradual }: { readonly moves: boolean; readonly gradual: boolean },
): GuardsBack {
  const unwatched = guards.flatMap((guard) => {
    const because = whyNot(guard, moves, gradual)
    return because === null ? [] : [{ guard: guard.id, because }]
  })
  const kept = guards.filter(({ id }) => unwatched.every(({ guard }) => guard !== id))
  const named = new Set(kept.flatMap(({ tell = [], ask = [] }) => [...tell, ...ask]))
  return {
    guards: kept,
    leads: Object.fromEntries(Object.entries(leads).filter(([lead]) => named.has(lead))),
    unwatched,
  }
}

/** Null: it can watch. */
function whyNot(guard: Guard, moves: boolean, gradual: boolean): string | null {
  if (!moves) return 'no traffic moves, so it would judge what is taken back'
  if (isRelative(guard.bound) && guard.bound.of === 'baseline')
    return 'it compares with a baseline, and a revert captures none'
  return comparesWithStable(guard) && !gradual
    ? 'it compares with stable, where nobody is left when all traffic moves at once'
    : null
}
