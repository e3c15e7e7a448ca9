import type { Change } from '../core/change/change.ts'
import { judgedBy, type Watch, watchesOf } from '../core/change/watches.ts'
import { beginWatch, type JudgeState, observe } from '../core/judge/observe.ts'
import type { Judged } from '../core/judge/verdict.ts'
import { holdEnd } from '../core/rollout/standing.ts'
import type { Instant, Millis } from '../core/time/instant.ts'
import type { Slot } from '../core/traffic/desired.ts'
import type { Measured, Question } from '../ports/metrics.ts'
import type { JudgeRow } from '../ports/store/observation.ts'

/** Pure: what to ask for all that is watched, and what the answers mean for each rule. */

/** One rule on one target of one change, and what is known of it so far. */
export type Watching = {
  readonly change: Change
  readonly watch: Watch
  readonly state: JudgeState
  /** Of the row that is there, whatever watch it belonged to; null when there is none. */
  readonly expected: Instant | null
  readonly before: Judged | null
}

/** A row of an earlier watch (the hold before this one) is replaced, never gone on with. */
export function watchingOf(change: Change, rows: readonly JudgeRow[]): readonly Watching[] {
  return watchesOf(change).map((watch) => {
    const row = rows.find(({ key }) => key === watch.key)
    const same = row !== undefined && row.from === watch.from
    return {
      change,
      watch,
      state: same ? (row.state as JudgeState) : beginWatch(watch.rule, watch.from),
      expected: row?.judged.watermark ?? null,
      before: same ? row.judged : null,
    }
  })
}

const SLOTS: readonly Slot[] = ['canary', 'stable']

/** Each (target, slot, signal) once, from the earliest instant anybody still needs. */
export function questionsFor(all: readonly Watching[], intervalMs: Millis): readonly Question[] {
  const questions = new Map<string, Question>()
  for (const { change, watch, state } of all)
    for (const slot of SLOTS) {
      const { environment } = change.runbook
      const { target, rule } = watch
      const key = keyOf(environment, target, slot, rule.signal)
      // A sample may have begun before the watermark and ended after it.
      const from = Math.min(
        Math.max(state.from, state.watermark - intervalMs),
        questions.get(key)?.from ?? Number.POSITIVE_INFINITY,
      )
      questions.set(key, { environment, target, slot, signal: rule.signal, from })
    }
  return [...questions.values()]
}

export type Answers = ReadonlyMap<string, Measured>

export function answersTo(questions: readonly Question[], measured: readonly Measured[]): Answers {
  if (measured.length !== questions.length)
    throw new Error(`a provider was asked ${questions.length} questions and gave ${measured.length} answers`)
  return new Map(
    questions.map(({ environment, target, slot, signal }, i) => [
      keyOf(environment, target, slot, signal),
      measured[i] as Measured,
    ]),
  )
}

export type Judgement = { readonly row: JudgeRow; readonly wakes: boolean }

/** Null when nothing new is complete. */
export function judge(
  { change, watch, state, before }: Watching,
  answers: Answers,
  stepMs: Millis,
  takeover: Instant,
): Judgement | null {
  const { rule, target, key } = watch
  const of = (slot: Slot) => answers.get(keyOf(change.runbook.environment, target, slot, rule.signal))
  const [canary, stable] = [of('canary'), of('stable')]
  if (canary === undefined || stable === undefined) return null
  const watermark = Math.min(canary.watermark, stable.watermark)
  const next = observe(rule, state, { canary: canary.samples, stable: stable.samples, watermark, stepMs })
  if (next.watermark <= state.watermark && before !== null) return null
  const judged = judgedBy(watch, next, stepMs)
  const passed = (moment: Instant) => state.watermark < moment && next.watermark >= moment
  const wakes =
    before?.verdict !== judged.verdict || passed(takeover) || waitedFor(change, watch).some(passed)
  return { row: { key, from: watch.from, state: next, judged }, wakes }
}

/** When the hold's time is up, every rule's watermark has to get there; with promote-all every step counts. */
function waitedFor(change: Change, { step }: Watch): readonly Instant[] {
  const { holdMs, rollout } = rollingOf(change, step)
  if (rollout === null) return []
  const end = holdEnd(rollout.phase, holdMs)
  return end === null ? [] : [end]
}

function rollingOf(change: Change, id: string) {
  const progress = 'run' in change ? change.run.steps[id] : undefined
  const step = change.runbook.steps.find((each) => each.id === id)
  if (progress?.status !== 'rolling' || step?.kind !== 'rollout') return { rollout: null, holdMs: 0 }
  return { rollout: progress.rollout, holdMs: step.stages[progress.rollout.stage]?.holdMs ?? 0 }
}

const keyOf = (environment: string, target: string, slot: Slot, signal: string): string =>
  JSON.stringify([environment, target, slot, signal])
