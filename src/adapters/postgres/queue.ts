import type { Client, Pool } from 'pg'
import { fromKysely, PgBoss } from 'pg-boss'
import type { Tx } from './pool.ts'

export const QUEUE_SCHEMA = 'pgboss'
const QUEUE = 'effect'

/**
 * A wake-up call for whoever runs effects, and nothing more: the effect row is the truth. A job that is lost shows up
 * among the forgotten effects, one that is delivered twice finds its row already started.
 */
export type Queue = {
  /** In the transaction that made the effect: no effect without a job, no job without an effect. */
  send(tx: Tx, effects: readonly string[]): Promise<void>
  /** After that transaction is committed: as many of our own workers look at once instead of at their next poll. */
  hurry(effects: number): void
  /** Ends as soon as the returned function has waited for the handlers that run. */
  work(handler: (effect: string) => Promise<void>): Promise<() => Promise<void>>
  close(): Promise<void>
}

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
  const workers = new Set<string>()
  return {
    async send(tx, effects) {
      const jobs = effects.map((effect) => ({ data: { effect } }))
      if (jobs.length > 0) await boss.insert(QUEUE, jobs, { db: fromKysely(tx) })
    },
    hurry(effects) {
      // Each in turn, and no more than there is to do: every one that looks in vain keeps the database from the others.
      for (const worker of [...workers].slice(0, effects)) {
        workers.delete(worker)
        workers.add(worker)
        boss.notifyWorker(worker)
      }
    },
    async work(handler) {
      // One worker each rather than `localConcurrency`, of which only the first could be hurried.
      const start = () =>
        boss.work<{ effect: string }>(QUEUE, { pollingIntervalSeconds: 0.5 }, async ([job]) => {
          if (job !== undefined) await handler(job.data.effect)
        })
      const started = await Promise.all(Array.from({ length: AT_ONCE }, start))
      for (const worker of started) workers.add(worker)
      return async () => {
        for (const worker of started) workers.delete(worker)
        await Promise.all(started.map((id) => boss.offWork(QUEUE, { id, wait: true })))
      }
    },
    close: () => boss.stop({ graceful: true, timeout: 10_000 }),
  }
}

/** Effects that one server runs at the same time. */
const AT_ONCE = 8
/** As long as the queue can be told to wait for a handler; the effect's own time limit is what ends it. */
const LONGEST_EFFECT_S = 86_399
const options = {
  schema: QUEUE_SCHEMA,
  schedule: false,
  supervise: false,
  reindex: false,
  monitorVacuum: false,
} as const
