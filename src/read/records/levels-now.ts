import { levelStandings } from '../../core/change/rollout/plan-levels.ts'
import { type LevelName, reached, thresholdsOf } from '../../core/level/level.ts'
import { formatDuration } from '../../core/time/duration.ts'
import type { Instant } from '../../core/time/instant.ts'
import type { Judges } from '../../ports/store/observation.ts'

/** Whether a signal of a change under way has reached a level on a target. */
export type LevelNow = {
  readonly change: string
  readonly environment: string
  readonly target: string
  readonly signal: string
  readonly over: string
  readonly level: LevelName
  readonly isReached: boolean
}

/** More are not told to a monitoring: each is a series. */
const MOST = 2_000

/** Of all changes under way; what nobody knows, or too little is known of, is left out. */
export async function levelsNow(judges: Judges, now: Instant): Promise<readonly LevelNow[]> {
  const open = (await judges.watching()).filter(({ runbook }) => runbook.levels !== undefined)
  if (open.length === 0) return []
  const rows = await judges.rowsOf(open.map(({ id }) => id))
  const all = open.flatMap((change) => {
    if (change.status !== 'running' && change.status !== 'paused') return []
    const { id, runbook, run } = change
    const judged = (rows.get(id) ?? []).map((row) => row.judged)
    return levelStandings(runbook, run, judged, now, 0).flatMap(
      ({ level, standing }): readonly LevelNow[] => {
        const { verdict, target } = standing
        const names = standing.judged && reached(level, { verdict, evidence: standing.judged.evidence })
        if (names === null) return []
        const of = { change: id, environment: runbook.environment, target, signal: level.signal }
        return thresholdsOf(level).map(({ name }) => ({
          ...{ ...of, over: formatDuration(level.spanMs), level: name, isReached: names.includes(name) },
        }))
      },
    )
  })
  return all.slice(0, MOST)
}
