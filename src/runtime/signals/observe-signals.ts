import { watchesOf } from '../../core/change/rollout/watches.ts'
import type { Instant, Millis } from '../../core/time/instant.ts'
import type { Side } from '../../core/traffic/desired.ts'
import { type Answer, type Metrics, MetricsUnavailable, type Question } from '../../ports/metrics.ts'
import type { JudgeSave } from '../../ports/store/observation.ts'
import { fullName, type Reach, type SignalSource } from '../context/reach.ts'
import type { Runtime } from '../context/runtime.ts'
import { TimeLimitReached, within } from '../context/time-limit.ts'
import type { LoopMember } from '../loop/loop.ts'
import { answersTo } from './answers.ts'
import { lastWeekQuestions } from './last-week.ts'
import { judge, questionsFor, type Watching, watchingOf } from './observation-round.ts'

/**
 * Measures what is watched, one loop for each source: one read serves all open changes of all its environments. The
 * truth is the judge row, saved only if nobody was faster, so that two observers are no worse than one, and one that
 * comes back after hours goes on where the row ends. While the source is away only its words are kept: the core
 * notices the silence by itself.
 */
export function observers(runtime: Runtime): readonly LoopMember[] {
  return runtime.reach.sources.map((source, i) => {
    const bell = runtime.bells.observers[i]
    if (bell === undefined) throw new Error(`no bell for the observer of ${source.name}`)
    const { name, metrics } = source
    return { of: name, bell, everyMs: metrics.intervalMs, round: observer(runtime, source) }
  })
}

function observer(runtime: Runtime, source: SignalSource): (signal: AbortSignal) => Promise<Millis> {
  const { store, log, bells, clock } = runtime
  const { name, metrics } = source
  const outages = outageLog(runtime, source)

  return async (signal) => {
    const began = clock.now()
    const watching = await watchingAt(runtime, source)
    if (watching.length === 0) return metrics.intervalMs
    const questions = questionsFor(watching, metrics.intervalMs)
    const before = lastWeekQuestions(watching, metrics.intervalMs, began)
    const [measured, then] = await Promise.all([
      ask(source, questions, signal),
      before.length === 0 ? [] : ask(source, before, signal),
    ])
    outages([...measured, ...then])

    const answers = answersTo(questions, measured)
    const weekBefore = answersTo(before, then)
    const saves: JudgeSave[] = []
    for (const each of watching) {
      const change = each.change.id
      try {
        const judgement = judge(each, answers, metrics, runtime.takeover, weekBefore)
        if (judgement === null) continue
        if (each.refused !== null) log.error({ change, watch: each.watch.key }, `NO DATA: ${each.refused}`)
        const { row, wakes } = judgement
        saves.push({ change, row, expected: each.expected, wake: wakes ? clock.now() : null })
      } catch (error) {
        // One rule whose numbers make no sense falls silent; the others are judged.
        log.error({ err: error, change, watch: each.watch.key }, `what ${name} measured cannot be judged`)
      }
    }
    const saved = await store.judges.saveAll(saves)
    if (saves.some(({ wake }, i) => wake !== null && saved[i] === true)) bells.tick.ring()
    return untilNext(metrics, measured, began, clock.now())
  }
}

async function watchingAt(
  { store, reach }: Runtime,
  { signals, slos, undivided }: SignalSource,
): Promise<readonly Watching[]> {
  const changes = (await store.judges.watching()).filter(
    (change) => signals.has(change.runbook.environment) && watchesOf(change).length > 0,
  )
  if (changes.length === 0) return []
  const stables = new Map((await store.targets.list()).map(({ name, desired }) => [name, desired.stable]))
  const rows = await store.judges.rowsOf(changes.map(({ id }) => id))
  return changes.flatMap((change) => {
    const { environment } = change.runbook
    const stableOf = (target: string): Side => stables.get(fullName(environment, target)) ?? 'blue'
    const shapeOf = (signal: string) => signals.get(environment)?.get(signal) ?? null
    const sloOf = (signal: string) => slos?.get(environment)?.get(signal) ?? null
    const isDivided = (signal: string) => undivided?.get(environment)?.has(signal) !== true
    return watchingOf(change, rows.get(change.id) ?? [], stableOf, shapeOf, sloOf, isDivided).filter(
      ({ watch: { rule, target } }) =>
        signals.get(environment)?.has(rule.signal) === true && isTarget(reach, environment, target),
    )
  })
}

/**
 * An interval from one beginning to the next, however long a round took. A source that lags is asked again when it
 * will know more: at every interval of its own, not of ours.
 */
function untilNext(
  { intervalMs, lagMs = 0 }: Metrics,
  answers: readonly Answer[],
  began: Instant,
  now: Instant,
): Millis {
  const latest = Math.max(0, ...answers.map((answer) => ('watermark' in answer ? answer.watermark : 0)))
  const due = latest + intervalMs + lagMs - now
  const wanted = lagMs === 0 || latest === 0 ? began + intervalMs - now : Math.min(intervalMs, due)
  return Math.max(intervalMs / 4, wanted)
}

/** A target that the binding no longer names is not asked for: its rules fall silent, the others do not. */
function isTarget({ environments }: Reach, environment: string, target: string): boolean {
  return Object.hasOwn(environments[environment]?.targets ?? {}, target)
}

const READ_LIMIT_LEAST_MS: Millis = 5_000

/** A source that is away answers every question with why. */
async function ask(
  { name, metrics }: SignalSource,
  questions: readonly Question[],
  signal: AbortSignal,
): Promise<readonly Answer[]> {
  const limitMs = Math.max(READ_LIMIT_LEAST_MS, 3 * metrics.intervalMs)
  try {
    return await within(
      limitMs,
      `reading the signals of ${name}`,
      (limit) => metrics.read(questions, limit),
      signal,
    )
  } catch (error) {
    if (error instanceof MetricsUnavailable) return questions.map(() => error)
    if (!(error instanceof TimeLimitReached)) throw error
    const slow = new MetricsUnavailable(`${name} did not answer within ${limitMs / 1000} s`, { cause: error })
    return questions.map(() => slow)
  }
}

/** Tells each trouble once when it begins, and once when all of them are over. */
function outageLog({ log }: Runtime, { name }: SignalSource): (answers: readonly Answer[]) => void {
  let told: ReadonlySet<string> = new Set()
  return (answers) => {
    const troubles = answers.filter((answer) => answer instanceof MetricsUnavailable)
    for (const [words, [err]] of Map.groupBy(troubles, ({ message }) => message))
      if (!told.has(words)) log.error({ source: name, err }, `NO DATA: ${name} cannot measure: ${words}`)
    if (told.size > 0 && troubles.length === 0)
      log.info({ source: name }, `${name}: the signals can be measured again`)
    told = new Set(troubles.map(({ message }) => message))
  }
}
