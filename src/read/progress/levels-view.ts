import { LEVEL, levelStandings } from '../../core/change/rollout/plan-levels.ts'
import { type Change, runOf } from '../../core/change/state/change.ts'
import { shapeByRules } from '../../core/judge/rule-shape.ts'
import type { Standing } from '../../core/judge/standing.ts'
import type { Judged } from '../../core/judge/verdict.ts'
import {
  type Level,
  type LevelName,
  numberOf,
  reached,
  ruleOfLevel,
  thresholdsOf,
} from '../../core/level/level.ts'
import { thresholdWords } from '../../core/level/words.ts'
import type { SignalShape } from '../../core/signal/shape.ts'
import { formatValue } from '../../core/signal/unit.ts'
import { formatDuration } from '../../core/time/duration.ts'
import { instant, maybe, type Shown } from '../shown/instant.ts'
import type { Seen } from './seen.ts'

/** What is shown of a signal, and decides nothing: its levels, and how it stands on each target. */
export type LevelView = {
  readonly id: string
  readonly signal: string
  readonly shape: SignalShape
  /** Which way is worse. */
  readonly worse: Level['worse']
  /** Over which span: `5m`. */
  readonly over: string
  readonly thresholds: readonly { readonly level: LevelName; readonly shown: string }[]
  readonly targets: readonly LevelOnTarget[]
}

export type LevelOnTarget = {
  readonly target: string
  /** Whether it is being measured now. */
  readonly watched: boolean
  /** All that are reached; null where nothing is known, or too little. */
  readonly reached: readonly LevelName[] | null
  readonly value: number | null
  /** The value as people read it. */
  readonly shown: string | null
  readonly samples: number
  readonly seenUpTo: Shown | null
  readonly silentSince: Shown | null
  /** Why its source could not be asked, in its own words; null while it can. */
  readonly unavailable: string | null
}

export function viewLevels(seen: Seen): readonly LevelView[] {
  const { change, judged, shapeOf, now } = seen
  const { runbook } = change
  const run = runOf(change)
  const live = run === null || !isWatching(change) ? [] : levelStandings(runbook, run, judged, now, 0)
  const moved = runbook.steps.flatMap((step) => (step.kind === 'rollout' ? step.targets : []))
  const targets = moved.length === 0 ? runbook.targets : [...new Set(moved)].sort()
  return (runbook.levels ?? []).map((level): LevelView => {
    const wordOf = (target: string) =>
      judged.find((one) => one.step === LEVEL && one.rule === level.id && one.target === target) ?? null
    const words = targets.map(wordOf)
    const measured = words.flatMap((word) => word?.evidence.shape ?? [])
    const shape = measured[0] ?? shapeOf(level.signal) ?? shapeByRules([ruleOfLevel(level)])
    const evidence = words.find((word) => word !== null)?.evidence
    return {
      id: level.id,
      signal: level.signal,
      shape,
      worse: level.worse,
      over: formatDuration(level.spanMs),
      thresholds: thresholdsOf(level).map(({ name, threshold }) => ({
        level: name,
        shown: thresholdWords(
          shape,
          threshold,
          evidence === undefined ? null : numberOf(threshold, evidence),
        ),
      })),
      targets: targets.map((target) => {
        const standing = live.find((one) => one.level === level && one.standing.target === target)?.standing
        return onTarget(level, shape, target, standing ?? null, wordOf(target))
      }),
    }
  })
}

function onTarget(
  level: Level,
  shape: SignalShape,
  target: string,
  standing: Standing | null,
  word: Judged | null,
): LevelOnTarget {
  const evidence = word?.evidence ?? null
  const value = evidence?.value ?? null
  const verdict = standing?.verdict ?? word?.verdict ?? 'no-data'
  return {
    target,
    watched: standing !== null,
    reached: evidence === null ? null : reached(level, { verdict, evidence }),
    value,
    shown: value === null ? null : formatValue(shape, value),
    samples: evidence?.samples ?? 0,
    seenUpTo: word === null ? null : instant(word.watermark),
    silentSince: maybe(standing?.silentSince ?? null),
    unavailable: standing === null ? null : (word?.unavailable ?? null),
  }
}

const isWatching = ({ status }: Change): boolean => status === 'running' || status === 'paused'
