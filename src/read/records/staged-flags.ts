import type { Change } from '../../core/change/state/change.ts'
import type { FlagRow } from '../../ports/store/flags.ts'
import { type FlagView, viewFlag } from './flag-view.ts'
import { stagedBy } from './staged-step.ts'
import type { StagedView } from './staged-view.ts'

type Place = Pick<FlagRow, 'environment' | 'target' | 'flag'>

/** Every flag as it is, with what changes under way have staged for it; one that is only staged is shown as well. */
export function viewFlags(
  rows: readonly FlagRow[],
  environment: string,
  open: readonly Change[],
): readonly FlagView[] {
  const all = open.filter(({ runbook }) => runbook.environment === environment).flatMap(stagedIn)
  const shown = rows.map((row) => ({
    ...viewFlag(row),
    staged: all.filter((one) => isSame(one, row)).map(of),
  }))
  const unset = all.filter(
    (one, i) => !rows.some((row) => isSame(one, row)) && all.findIndex((other) => isSame(one, other)) === i,
  )
  return [
    ...shown,
    ...unset.map(({ target, flag, staged: { since } }): FlagView => {
      const place = { environment, target, flag }
      const staged = all.filter((one) => isSame(one, place)).map(of)
      return { ...place, value: null, definition: null, lock: null, version: 0, at: since, staged }
    }),
  ]
}

type Staged = Pick<Place, 'target' | 'flag'> & { readonly staged: StagedView }

const of = ({ staged }: Staged): StagedView => staged
const isSame = (a: Pick<Place, 'target' | 'flag'>, b: Pick<Place, 'target' | 'flag'>): boolean =>
  a.target === b.target && a.flag === b.flag

function stagedIn(change: Change): readonly Staged[] {
  return change.runbook.steps.flatMap((step): readonly Staged[] => {
    const staged = stagedBy(step, change)
    if (staged === null) return []
    const { targets, set, since, liveAt } = staged
    return targets.flatMap((target) =>
      Object.entries(set).map(([flag, value]) => ({
        target,
        flag,
        staged: { change: change.id, value, since, liveAt },
      })),
    )
  })
}
