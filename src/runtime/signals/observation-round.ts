import { isNewLevel } from '../../core/change/rollout/plan-levels.ts'
import { holdEnd } from '../../core/change/rollout/standing.ts'
import {
  judgedBy,
  referenceOf,
  testFactsOf,
  type Watch,
  watchesOf,
} from '../../core/change/rollout/watches.ts'
import type { Change } from '../../core/change/state/change.ts'
import { bakeEnd } from '../../core/change/steps/bake.ts'
import { observeRule } from '../../core/judge/each.ts'
import { beginWatch, type JudgeState } from '../../core/judge/observe.ts'
import { isTest } from '../../core/judge/rule.ts'
import type { Sample } from '../../core/judge/sample.ts'
import { type Stored, storedState } from '../../core/judge/stored.ts'
import { LEARN_MS } from '../../core/judge/tested.ts'
import type { Judged } from '../../core/judge/verdict.ts'
import type { SignalShape } from '../../core/signal/shape.ts'
import type { Instant, Millis } from '../../core/time/instant.ts'
import type { Side, Slot } from '../../core/traffic/desired.ts'
import { type Measured, type Metrics, MetricsUnavailable, type Question } from '../../ports/metrics.ts'
import type { JudgeRow } from '../../ports/store/observation.ts'
import { type Answers, keyOf } from './answers.ts'
import { lastWeekOf } from './last-week.ts'

/** Pure: what to ask for all that is watched, and what the answers mean for each rule. */

/** One rule on one target of one change, and what is known of it so far. */
export type Watching = {
  readonly change: Change
  readonly watch: Watch
  readonly state: JudgeState
  /** Why the state that is stored cannot be gone on with; null where it can. */
  readonly refused: string | null
  /** Of the row that is there, whatever watch it belonged to; null when there is none. */
  readonly expected: Instant | null
  readonly before: Judged | null
  /** Which side plays stable on the target; the other one is the canary. */
  readonly stable: Side
  /** What the numbers of its signal are. */
  readonly shape: SignalShape | null
  /** The objective of its signal, where the binding names one. */
  readonly slo: number | null
  /** False of a signal that has the same numbers for both sides of a target. */
  readonly isDivided: boolean
}

/** A row of an earlier watch (the hold before this one) is replaced, never gone on with. */
export function watchingOf(
  change: Change,
  rows: readonly JudgeRow[],
  stableOf: (target: string) => Side = () => 'blue',
  shapeOf: (signal: string) => SignalShape | null = () => null,
  sloOf: (signal: string) => number | null = () => null,
  isDivided: (signal: string) => boolean = () => true,
): readonly Watching[] {
  return watchesOf(change).map((watch) => {
    const row = rows.find(({ key }) => key === watch.key)
    const same = row !== undefined && row.from === watch.from
    return {
      change,
      watch,
      ...(same ? stateOf(row) : { state: beginWatch(watch.rule, watch.from), refused: null }),
      expected: row?.judged.watermark ?? null,
      before: same ? row.judged : null,
      stable: stableOf(watch.target),
      shape: shapeOf(watch.rule.signal),
      slo: sloOf(watch.rule.signal),
      isDivided: isDivided(watch.rule.signal),
    }
  })
}

/** Made here, or read once: the same objects come again each round, and to read one costs more than to judge. */
const read = new WeakSet<object>()

function stateOf({ state: kept }: JudgeRow): Stored {
  const state = kept as JudgeState
  if (read.has(state)) return { state, refused: null }
  const stored = storedState(kept)
  if (stored.refused === null) read.add(state)
  return stored
}

const SLOTS: readonly Slot[] = ['canary', 'stable']
/** What serves everybody is compared with nothing. */
const NOTHING_BESIDE: Measured = { samples: [], watermark: Number.POSITIVE_INFINITY }

/** Each (target, slot, signal, version, label) once, from the earliest instant anybody still needs. */
export function questionsFor(all: readonly Watching[], intervalMs: Millis): readonly Question[] {
  const questions = new Map<string, Question>()
  for (const { change, watch, state, stable } of all)
    for (const slot of watch.slot === undefined ? SLOTS : [watch.slot]) {
      const { environment, version } = change.runbook
      const { target, rule } = watch
      const key = keyOf(environment, target, slot, rule, version)
      const from = Math.min(
        neededFrom(watch, state, slot, intervalMs),
        questions.get(key)?.from ?? Number.POSITIVE_INFINITY,
      )
      const side = (slot === 'stable') === (stable === 'blue') ? 'blue' : 'green'
      const known = questions.get(key)
      const bySegment = isTest(rule.bound) || known?.bySegment === true
      const { signal, each } = rule
      const asked: Question = {
        ...{ environment, target, slot, side, signal, version, from },
        ...(each === undefined ? {} : { each }),
      }
      questions.set(key, bySegment ? { ...asked, bySegment } : asked)
    }
  return [...questions.values()]
}

/** A sample may have begun before the watermark and ended after it; a test begins with what stable was before it. */
function neededFrom({ rule }: Watch, state: JudgeState, slot: Slot, intervalMs: Millis): Instant {
  if (slot === 'stable' && isTest(rule.bound) && state.tested === undefined) return state.from - LEARN_MS
  return Math.max(state.from, state.watermark - intervalMs)
}

export type Judgement = { readonly row: JudgeRow; readonly wakes: boolean }

/**
 * Null when nothing new is complete, and nothing else is new either. `weekBefore`: what was said of a week ago, for
 * rules that compare with that.
 */
export function judge(
  watching: Watching,
  answers: Answers,
  rhythm: Pick<Metrics, 'intervalMs' | 'lagMs'>,
  takeover: Instant,
  weekBefore: Answers = new Map(),
): Judgement | null {
  const { change, watch, state, before, shape, slo } = watching
  const { rule, target, key, slot } = watch
  const { intervalMs: stepMs, lagMs } = rhythm
  const { environment, version } = change.runbook
  const of = (slot: Slot) => answers.get(keyOf(environment, target, slot, rule, version))
  const [canary, stable] = slot === undefined ? [of('canary'), of('stable')] : [of(slot), NOTHING_BESIDE]
  if (canary === undefined || stable === undefined) return null
  if (canary instanceof MetricsUnavailable) return unheard(watching, rhythm, canary)
  if (stable instanceof MetricsUnavailable) return unheard(watching, rhythm, stable)
  const lastWeek = watch.lastWeek === undefined ? NOTHING_BESIDE : lastWeekOf(watching, weekBefore)
  if (lastWeek === null) return null
  if (lastWeek instanceof MetricsUnavailable) return unheard(watching, rhythm, lastWeek)
  const known = Math.min(stable.watermark, lastWeek.watermark)
  const watermark = Math.min(known, measuredUpTo(state, canary, stepMs))
  if (watching.refused !== null) return leftAlone(watching, rhythm, watching.refused, watermark)
  const samples = {
    ...{ canary: canary.samples, stable: stable.samples },
    ...(watch.lastWeek === undefined ? {} : { lastWeek: lastWeek.samples }),
  }
  const facts = { ...referenceOf(watch, slo), ...testFactsOf(watch, shape) }
  const next = observeRule(rule, state, { ...samples, watermark, stepMs, ...facts })
  if (before !== null && !isNews(next, before)) return null
  const judged = judgedBy(watch, next, shape, stepMs, lagMs)
  read.add(next)
  const passed = (moment: Instant) => state.watermark < moment && next.watermark >= moment
  const wakes =
    before?.verdict !== judged.verdict ||
    passed(takeover) ||
    waitedFor(change, watch, judged).some(passed) ||
    isLevelToTell(change, watch, judged)
  return { row: { key, from: watch.from, state: next, judged }, wakes }
}

/**
 * The row's word counts, for its state may be some seconds older: a row never goes back, whichever server observes
 * it.
 */
function isNews({ watermark }: JudgeState, before: Judged): boolean {
  return watermark > before.watermark || (watermark === before.watermark && before.unavailable !== undefined)
}

/**
 * What the source said of itself is kept with the last word on the rule, once: the engineer who is paged for the
 * silence reads it.
 */
function unheard(
  { watch, state, before, shape }: Watching,
  { intervalMs, lagMs }: Pick<Metrics, 'intervalMs' | 'lagMs'>,
  { message: unavailable }: Pick<MetricsUnavailable, 'message'>,
): Judgement | null {
  if (before?.unavailable === unavailable) return null
  const judged = { ...(before ?? judgedBy(watch, state, shape, intervalMs, lagMs)), unavailable }
  return { row: { key: watch.key, from: watch.from, state, judged }, wakes: before === null }
}

/** While a newer server beside this one goes on with a state, there is nothing to say of it. */
const LEFT_FOR_STEPS = 3

/** Its rule falls silent where nobody else goes on with it, and is told why. */
function leftAlone(
  watching: Watching,
  rhythm: Pick<Metrics, 'intervalMs' | 'lagMs'>,
  message: string,
  watermark: Instant,
): Judgement | null {
  const last = watching.before?.watermark ?? watching.watch.from
  if (watermark - last <= LEFT_FOR_STEPS * rhythm.intervalMs) return null
  return unheard(watching, rhythm, { message })
}

/**
 * A canary that nobody measures is judged no further, so that its rule falls silent: the numbers of an hour ago must
 * not pass a gate today. An interval in which nobody came is measured; one without a sample is a gap, once there is a
 * later one. The first whole interval ends at the second multiple of the step: until then there is nothing to miss.
 */
function measuredUpTo(state: JudgeState, { samples, watermark }: Measured, stepMs: Millis): Instant {
  const last = samples.reduce((latest: Instant, { at, span }: Sample) => Math.max(latest, at + span), 0)
  const firstWhole = (Math.ceil(state.from / stepMs) + 1) * stepMs
  return Math.min(watermark, Math.max(last, state.watermark, firstWhole - 1))
}

function isLevelToTell(change: Change, { level, target }: Watch, judged: Judged): boolean {
  if (level === undefined || !('run' in change) || change.run === undefined || change.run === null)
    return false
  return isNewLevel(change.run, level, target, judged, judged.watermark)
}

/** When the hold's or bake's time is up, as far as this rule can tell, its watermark has to get there. */
function waitedFor(change: Change, { step, rule, target, since }: Watch, judged: Judged): readonly Instant[] {
  if (since !== undefined) return [since]
  const baked = bakingOf(change, step)
  const { holdMs, rollout } = rollingOf(change, step)
  const heard = { rule, target, from: judged.from, judged, verdict: judged.verdict, silentSince: null }
  if (baked !== null) return instants(bakeEnd(baked.step, baked.progress, [heard]))
  return rollout === null ? [] : instants(holdEnd(rollout.phase, holdMs, [heard]))
}

const instants = (at: Instant | null): readonly Instant[] => (at === null ? [] : [at])

function bakingOf(change: Change, id: string) {
  const progress = 'run' in change ? change.run?.steps[id] : undefined
  const step = change.runbook.steps.find((each) => each.id === id)
  return progress?.status === 'baking' && step?.kind === 'bake' ? { step, progress } : null
}

function rollingOf(change: Change, id: string) {
  const progress = 'run' in change ? change.run.steps[id] : undefined
  const step = change.runbook.steps.find((each) => each.id === id)
  if (progress?.status !== 'rolling' || step?.kind !== 'rollout') return { rollout: null, holdMs: 0 }
  return { rollout: progress.rollout, holdMs: step.stages[progress.rollout.stage]?.holdMs ?? 0 }
}
