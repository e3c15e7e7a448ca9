import { type DatabaseBinding, namesIn } from '../../core/binding/polled-signal.ts'
import type { SqlSignalBinding } from '../../core/binding/signal-binding.ts'
import type { Instant, Millis } from '../../core/time/instant.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Metrics, Question } from '../../ports/metrics.ts'
import { type Polled, polledMetrics } from '../../ports/polled-metrics.ts'
import { boundFor, keyFor, type PolledSignals } from '../../ports/polled-signals.ts'
import type { Secrets } from '../../ports/secrets.ts'
import { inWords, SourceFault } from '../../ports/source-fault.ts'
import { type Row, readingFor, rowsOf } from './rows.ts'
import { select } from './session.ts'
import { statementOf } from './statement.ts'

/** `name`, as a log has it: "the database shop of staging". */
export type SqlOptions = PolledSignals<SqlSignalBinding> & {
  readonly database: DatabaseBinding
  readonly secrets: Secrets
  readonly clock: Pick<Clock, 'now'>
}

/** Signals that a Postgres is asked for by SQL. */
export function sqlMetrics(options: SqlOptions): Metrics {
  return polledMetrics(sqlSource(options), options.clock)
}

/** A role is looked at again after this while. */
const ROLE_KNOWN_MS: Millis = 300_000

export function sqlSource(options: SqlOptions): Polled<SqlSignalBinding, readonly Row[]> {
  const { name, database, secrets, clock } = options
  const { intervalMs, lagMs, timeLimitMs } = database
  let known: { readonly url: string; readonly until: Instant } | null = null

  const rows = async (
    bound: SqlSignalBinding,
    question: Question,
    ...rest: Rest
  ): Promise<readonly Row[]> => {
    const [window, signal] = rest
    const url = urlOf(options)
    const isKnown = known?.url === url && clock.now() < known.until
    const toleranceMs = Math.max(2_000, Math.min(intervalMs, 60_000))
    const statement = statementOf(bound, question, window)
    const selected = await select({ url, timeLimitMs, toleranceMs, clock }, statement, isKnown, signal)
    if (!isKnown) known = { url, until: clock.now() + ROLE_KNOWN_MS }
    return rowsOf(selected, bound)
  }

  return {
    name,
    intervalMs,
    lagMs,
    timeLimitMs,
    boundOf: (question) => boundFor(options, question),
    readAs: (bound) => bound,
    keyOf: ({ query }, question) => keyFor(namesIn(query), question),
    ask: (bound, question, window, signal) =>
      rows(bound, question, window, signal).catch((error: unknown) => {
        throw inWords(name, error, secrets.redact)
      }),
    pick: (bound, answered, question) => {
      try {
        return readingFor(answered, bound, question)
      } catch (error) {
        throw inWords(name, error, secrets.redact)
      }
    },
  }
}

type Rest = [window: Parameters<typeof statementOf>[2], signal: AbortSignal]

function urlOf({ database, secrets }: SqlOptions): string {
  try {
    return secrets.get(database.url.replace(/^secret:/, ''))
  } catch (cause) {
    throw new SourceFault(
      'wrong',
      `is not asked: ${cause instanceof Error ? cause.message : 'its secret is missing'}`,
    )
  }
}
