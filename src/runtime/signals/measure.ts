import type { Millis } from '../../core/time/instant.ts'
import { type Answer, MetricsUnavailable, type Question } from '../../ports/metrics.ts'
import type { Reach, SignalSource } from '../context/reach.ts'
import { within } from '../context/time-limit.ts'

const LIMIT_MS: Millis = 8_000

/**
 * Asks the source of each signal, for people who only look. A source that is away answers with why; nothing is
 * thrown.
 */
export function measureBy({ sources }: Pick<Reach, 'sources'>) {
  return async (questions: readonly Question[]): Promise<readonly Answer[]> => {
    const bySource = Map.groupBy(questions, (question) => sourceOf(sources, question))
    const answers = new Map<Question, Answer>()
    await Promise.all(
      [...bySource].map(async ([source, its]) => {
        const said = await ask(source, its)
        its.forEach((question, i) => {
          answers.set(question, said[i] ?? new MetricsUnavailable('the source left the question out'))
        })
      }),
    )
    return questions.map((question) => answers.get(question) ?? new MetricsUnavailable('nobody was asked'))
  }
}

/** Who measures a signal of an environment; null: nobody. */
export function sourceOf(
  sources: readonly SignalSource[],
  { environment, signal }: Pick<Question, 'environment' | 'signal'>,
): SignalSource | null {
  return sources.find(({ signals }) => signals.get(environment)?.has(signal) === true) ?? null
}

async function ask(source: SignalSource | null, questions: readonly Question[]): Promise<readonly Answer[]> {
  if (source === null) return questions.map(() => new MetricsUnavailable('no source measures this signal'))
  try {
    return await within(LIMIT_MS, `reading the signals of ${source.name}`, (limit) =>
      source.metrics.read(questions, limit),
    )
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    const away = cause instanceof MetricsUnavailable ? cause : new MetricsUnavailable(why, { cause })
    return questions.map(() => away)
  }
}
