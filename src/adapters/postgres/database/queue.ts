import { type RawBuilder, sql } from 'kysely'
import type { Client, Pool } from 'pg'
import { PgBoss } from 'pg-boss'
import { atMost } from './at-most.ts'

export const QUEUE_SCHEMA = 'pgboss'
const QUEUE = 'effect'

/**
 * A wake-up call for whoever runs effects, and nothing more: the effect row is the truth. A job that is lost shows up
 * among the forgotten effects, one that is delivered twice finds its row already started.
 */
export type Queue = {
  /** To stand in the statement that makes the effects: no effect without a job, no job without an effect. */
  jobsFor(effects: readonly string[]): Promise<Statement>
  /** After that transaction is committed: our own handler has them at once, and their jobs will find them started. */
  hand(effects: readonly string[]): void
  /** Ends as soon as the returned function has waited for the handlers that run; from then on the jobs are left to others. */
  work(handler: Handler): Promise<() => Promise<void>>
  close(): Promise<void>
}

type Statement = RawBuilder<Record<string, unknown>>
type Handler = (effect: string) => Promise<void>

export async function installQueue(client: Client): Promise<void> {
  const boss = new PgBoss({
    ...options,
    db: { executeSql: (text, values) => client.query(text, values) },
    migrate: true,
  })
  boss.on('error', () => undefined)
  await boss.start()
  try {
    const jobs = { retryLimit: 0, expireInSeconds: LONGEST_EFFECT_S, deleteAfterSeconds: 3_600 }
    if ((await boss.getQueue(QUEUE)) === null) await boss.createQueue(QUEUE, jobs)
  } finally {
    await boss.stop({ graceful: false })
  }
}

export async function openQueue(pool: Pool, onError: (error: Error) => void): Promise<Queue> {
  const db = { executeSql: (text: string, values?: unknown[]) => pool.query(text, values) }
  const boss = new PgBoss({ ...options, db, migrate: false, supervise: true })
  boss.on('error', onError)
  await boss.start()
  const inTurn = atMost(AT_ONCE)
  const running = new Set<Promise<unknown>>()
  let handling: Handler | null = null
  const hand = (effects: readonly string[]) => {
    const handler = handling
    if (handler === null) return
    for (const effect of effects) {
      // One that fails is soon found again, among the forgotten or the unfinished.
      const run: Promise<unknown> = inTurn(() => handler(effect))
        .catch(onError)
        .finally(() => running.delete(run))
      running.add(run)
    }
  }
  return {
    hand,
    async jobsFor(effects) {
      const statements: Statement[] = []
      const executeSql = async (text: string, values: readonly unknown[] = []) => {
        statements.push(filledIn(text, values))
        return { rows: [] }
      }
      const jobs = effects.map((effect) => ({ data: { effect } }))
      await boss.insert(QUEUE, jobs, { db: { executeSql } })
      const [insert, ...more] = statements
      if (insert === undefined || more.length > 0) throw new Error('jobs are no longer sent in one statement')
      return insert
    },
    async work(handler) {
      handling = handler
      const worker = await boss.work<{ effect: string }>(QUEUE, POLL, async (jobs) =>
        hand(jobs.map(({ data }) => data.effect)),
      )
      return async () => {
        handling = null
        await boss.offWork(QUEUE, { id: worker, wait: true })
        await Promise.all(running)
      }
    },
    close: () => boss.stop({ graceful: true, timeout: 10_000 }),
  }
}

/** Effects that one server begins at the same time. */
const AT_ONCE = 8
const POLL = { pollingIntervalSeconds: 0.5, batchSize: 100 }

/** Somebody else's statement, with its values where its `$1` stand. */
function filledIn(text: string, values: readonly unknown[]): Statement {
  const pieces = text.split(/\$(\d+)/)
  const filled = pieces.map((piece, i) => (i % 2 === 0 ? sql.raw(piece) : sql`${values[Number(piece) - 1]}`))
  return sql`(${sql.join(filled, sql``)})`
}

/** As long as the queue can be told to wait for a handler; the effect's own time limit is what ends it. */
const LONGEST_EFFECT_S = 86_399
const options = {
  schema: QUEUE_SCHEMA,
  schedule: false,
  supervise: false,
  reindex: false,
  monitorVacuum: false,
} as const
