import { liveAt } from '../../core/change/phase/staged.ts'
import type { Change } from '../../core/change/state/change.ts'
import type { FlagRow } from '../../ports/store/flags.ts'
import { instant, maybe } from '../shown/instant.ts'
import { type FlagView, viewFlag } from './flag-view.ts'
import type { StagedView } from './staged-view.ts'

type Place = Pick<FlagRow, 'environment' | 'target' | 'flag'>

/** Every flag as it is, with what changes under way have staged for it; one that is only staged is shown as well. */
export function viewFlags(
  rows: readonly FlagRow[],
  environment: string,
  open: readonly Change[],
): readonly FlagView[] {
  const all = open.filter(({ runbook }) => runbook.environment === environment).flatMap(stagedBy)
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

function stagedBy(change: Change): readonly Staged[] {
  if (change.status !== 'preparing' && change.status !== 'running' && change.status !== 'paused') return []
  const { id, run, runbook, status } = change
  return runbook.steps.flatMap((step): readonly Staged[] => {
    const progress = run.steps[step.id]
    if (step.kind !== 'effect' || step.act.act !== 'set-flags' || progress?.status !== 'staged') return []
    const at = liveAt(step, { run, runbook, status: status === 'preparing' ? 'preparing' : 'running' })
    const { set, targets } = step.act
    return targets.flatMap((target) =>
      Object.entries(set).map(([flag, value]) => ({
        target,
        flag,
        staged: {
          change: id,
          value: typeof value === 'object' ? null : value,
          since: instant(progress.since),
          liveAt: maybe(at),
        },
      })),
    )
  })
}
