import type { Status } from '../../core/change/state/change.ts'
import type { Store } from '../../ports/store/store.ts'
import type { TargetRow } from '../../ports/store/targets.ts'
import { type Versions, versionsOf } from './target-versions.ts'

/** Those that may have adopted something, or are about to. */
const MOVERS: readonly Status[] = ['running', 'paused', 'rolling-back', 'succeeded', 'rolled-back', 'failed']
/** What was adopted longer ago than this many changes is no longer known. */
const LOOK_BACK = 100

/**
 * Which versions run on each of some targets, by name. The changes are asked only when a target has a new generation
 * or owner: until then nothing of it can have changed.
 */
export function versionsReader({ questions }: Pick<Store, 'questions'>) {
  const known = new Map<string, { readonly of: string; readonly versions: Versions }>()
  return async (rows: readonly TargetRow[]): Promise<ReadonlyMap<string, Versions>> => {
    const news = rows.filter((row) => known.get(row.name)?.of !== stateOf(row))
    if (news.length > 0) {
      const changes = await questions.changes({ status: MOVERS, limit: LOOK_BACK })
      for (const row of news) known.set(row.name, { of: stateOf(row), versions: versionsOf(row, changes) })
    }
    return new Map(
      rows.flatMap(({ name }) => {
        const found = known.get(name)
        return found === undefined ? [] : [[name, found.versions] as const]
      }),
    )
  }
}

const stateOf = ({ desired, owner }: TargetRow): string => `${desired.generation} ${owner ?? ''}`
