import type { Change } from '../core/change/change.ts'
import { watchesOf } from '../core/change/watches.ts'
import type { Millis } from '../core/time/instant.ts'
import { type Measured, MetricsUnavailable } from '../ports/metrics.ts'
import { type Loop, startLoop } from './loop.ts'
import { answersTo, judge, questionsFor, type Watching, watchingOf } from './observation-round.ts'
import type { Environment } from './reach.ts'
import type { Runtime } from './runtime.ts'
import { within } from './time-limit.ts'

const READ_LIMIT_MS: Millis = 5_000

/**
 * Measures what is watched, one loop for each source: one read serves all open changes. The truth is the judge row, saved
 * only if nobody was faster, so that two observers are no worse than one, and one that comes back after hours goes on where
 * the row ends. When the source is away nothing is saved: the core notices the silence by itself.
 */
export function startObservers(runtime: Runtime): readonly Loop[] {
  return Object.entries(runtime.reach.environments).map(([name, environment], i) => {
    const bell = runtime.bells.observers[i]
    if (bell === undefined) throw new Error(`no bell for the observer of ${name}`)
    return startLoop({
      doing: `measuring the signals of ${name}`,
      bell,
      log: runtime.log,
      round: observer(runtime, name, environment),
    })
  })
}

function observer(
  runtime: Runtime,
  name: string,
  environment: Environment,
): (signal: AbortSignal) => Promise<Millis> {
  const { store, log, bells, clock, takeover } = runtime
  const { metrics } = environment
  let away = false

  return async (signal) => {
    const changes = (await store.judges.watching()).filter(
      (change) => change.runbook.environment === name && watchesOf(change).length > 0,
    )
    if (changes.length === 0) return metrics.intervalMs
    const watching = (await Promise.all(changes.map((change) => watchingIn(runtime, change))))
      .flat()
      .filter(knows(environment))
    const questions = questionsFor(watching, metrics.intervalMs)
    let measured: readonly Measured[]
    try {
      measured = await within(
        READ_LIMIT_MS,
        `reading the signals of ${name}`,
        (limit) => metrics.read(questions, limit),
        signal,
      )
      if (away) log.info({ environment: name }, `the signals of ${name} can be measured again`)
      away = false
    } catch (error) {
      if (!(error instanceof MetricsUnavailable)) throw error
      if (!away)
        log.error({ environment: name, err: error }, `NO DATA: the signals of ${name} cannot be measured`)
      away = true
      return metrics.intervalMs
    }

    const answers = answersTo(questions, measured)
    let woken = false
    for (const each of watching) {
      const judgement = judge(each, answers, metrics.intervalMs, takeover)
      if (judgement === null) continue
      const wake = judgement.wakes ? clock.now() : null
      const saved = await store.judges.save(each.change.id, judgement.row, each.expected, wake)
      woken ||= saved && judgement.wakes
    }
    if (woken) bells.tick.ring()
    return metrics.intervalMs
  }
}

async function watchingIn({ store }: Runtime, change: Change): Promise<readonly Watching[]> {
  return watchingOf(change, await store.judges.rows(change.id))
}

/** A signal that the binding no longer names is not asked for: its rule falls silent, the others do not. */
function knows({ signals, targets }: Environment): (watching: Watching) => boolean {
  return ({ watch }) => signals.has(watch.rule.signal) && Object.hasOwn(targets, watch.target)
}
