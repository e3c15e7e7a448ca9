import { comparesWithStable } from '../../judge/rule.ts'
import { type Standing, standingOf } from '../../judge/standing.ts'
import type { Judged } from '../../judge/verdict.ts'
import { type Level, reached, ruleOfLevel } from '../../level/level.ts'
import { peopleOf } from '../../runbook/people.ts'
import type { Runbook } from '../../runbook/runbook.ts'
import type { Instant, Millis } from '../../time/instant.ts'
import type { Slot } from '../../traffic/desired.ts'
import type { EventBody } from '../events/event.ts'
import type { Run } from '../state/change.ts'
import { isAlone, watchedTargets } from './plan-guards.ts'
import type { Rolling } from './rolling.ts'
import { silenceKey } from './silence.ts'

/** In place of the step that a rule belongs to. No step has this name, for a name holds no `@`. */
export const LEVEL = '@level'

/** One level on one target, while it is looked at: when and where the guards of the plan watch. */
export type LevelWatch = {
  readonly level: Level
  readonly target: string
  readonly slot: Slot
  readonly from: Instant
}

export function levelWatches(runbook: Runbook, run: Run): readonly LevelWatch[] {
  const { levels = [] } = runbook
  if (levels.length === 0) return []
  return watchedTargets(runbook, run).flatMap(({ target, slot, at }) =>
    levels
      .filter((level) => !comparesWithStable(ruleOfLevel(level)) || !isAlone(target, slot, runbook, run))
      .map((level) => ({ level, target, slot, from: at })),
  )
}

export type LevelStanding = { readonly level: Level; readonly standing: Standing }

export function levelStandings(
  runbook: Runbook,
  run: Run,
  judged: readonly Judged[],
  now: Instant,
  listeningSince: Instant,
): readonly LevelStanding[] {
  return levelWatches(runbook, run).map(({ level, target, from }) => ({
    level,
    standing: standingOf(LEVEL, ruleOfLevel(level), target, from, judged, now, listeningSince),
  }))
}

/** What there is to tell about levels: nothing waits for it, and nothing follows from it. */
export function tellLevels({
  run,
  runbook,
  now,
  seen,
}: Omit<Rolling, 'step' | 'progress'>): readonly EventBody[] {
  return levelStandings(runbook, run, seen.judged, now, seen.takeover).flatMap(
    ({ level, standing: { judged, verdict, target } }): readonly EventBody[] => {
      const word = judged === null ? null : { verdict, evidence: judged.evidence }
      if (word === null || !isNewLevel(run, level, target, word, now)) return []
      const { tell = [] } = level
      return [
        {
          type: 'level-changed',
          level,
          target,
          was: namesOf(run, level, target),
          now: reached(level, word) ?? [],
          evidence: word.evidence,
          ...(tell.length === 0 ? {} : { tells: peopleOf(tell, runbook) }),
        },
      ]
    },
  )
}

/** A signal that swings about a threshold gets better only after so long, so that it is not news all the time. */
const CALM_MS: Millis = 5 * 60_000

/** Another level than was told of, or none any more; what gets worse is told at once. */
export function isNewLevel(
  run: Run,
  level: Level,
  target: string,
  word: Pick<Judged, 'verdict' | 'evidence'>,
  at: Instant,
): boolean {
  const names = reached(level, word)
  if (names === null) return false
  const before = namesOf(run, level, target)
  if (names.some((name) => !before.includes(name))) return true
  const since = run.levels?.[silenceKey(level.id, target)]?.since ?? 0
  return names.length < before.length && at - since >= CALM_MS
}

const namesOf = ({ levels }: Run, { id }: Level, target: string) =>
  levels?.[silenceKey(id, target)]?.names ?? []
