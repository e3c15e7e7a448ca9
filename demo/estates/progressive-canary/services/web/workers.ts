/**
 * Several workers that listen on one port. The first process only starts them, starts another for one that dies, and
 * adds up what they count: a worker that died keeps its counts, so that no sum ever falls.
 */
import cluster, { type Worker } from 'node:cluster'
import process from 'node:process'
import type { Registry } from 'prom-client'
import { type Metric, Sums } from './sums.ts'

type Question = { readonly ask: 'counts'; readonly id: number }
type Counts = { readonly counts: Metric[]; readonly id: number }
type Request = { readonly ask: 'exposition'; readonly id: number }
type Exposition = { readonly exposition: string; readonly id: number }

const COUNTS_LIMIT_MS = 2_000
const AGAIN_AFTER_MS = 300

export type Workers = {
  /** Resolves once all listen; rejects when one of them ends before. */
  readonly listening: Promise<void>
  readonly end: () => Promise<void>
}

/** `script` runs in each worker, and listens. */
export function startWorkers(script: string, args: readonly string[], count: number): Workers {
  cluster.setupPrimary({ exec: script, args: [...args], silent: false })
  let ending = false
  const sums = new Sums()
  const round = new Round(sums)
  const start = () => {
    const worker = cluster.fork()
    worker.on('message', (message: Request | Counts) => {
      if ('counts' in message) round.take(worker.id, message)
      else void round.text().then((exposition) => send(worker, { exposition, id: message.id }))
    })
    worker.once('exit', () => {
      sums.retire(worker.id)
      if (!ending) setTimeout(() => ending || start(), AGAIN_AFTER_MS)
    })
    return worker
  }
  const workers = Array.from({ length: count }, start)
  const listening = Promise.all(
    workers.map(
      (worker) =>
        new Promise<void>((resolve, reject) => {
          worker.once('listening', () => resolve())
          worker.once('exit', (code) => reject(new Error(`a worker ended with ${code} before it listened`)))
        }),
    ),
  ).then(() => {})
  return {
    listening,
    end: async () => {
      ending = true
      const all = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined)
      await Promise.all(
        all.map(
          (worker) =>
            new Promise<void>((resolve) => {
              worker.once('exit', () => resolve())
              worker.process.kill('SIGTERM')
            }),
        ),
      )
    },
  }
}

/** Asks every worker; one that does not answer in time counts as it did before. */
class Round {
  readonly #sums: Sums
  readonly #waiting = new Map<number, (worker: number) => void>()
  #last = 0

  constructor(sums: Sums) {
    this.#sums = sums
  }

  take(worker: number, { counts, id }: Counts): void {
    this.#sums.take(worker, counts)
    this.#waiting.get(id)?.(worker)
  }

  async text(): Promise<string> {
    await this.#askAll()
    return this.#sums.text()
  }

  #askAll(): Promise<void> {
    const asked = Object.values(cluster.workers ?? {}).filter((worker) => worker?.isConnected())
    const missing = new Set(asked.map((worker) => worker?.id ?? 0))
    this.#last += 1
    const id = this.#last
    return new Promise((resolve) => {
      const finish = () => {
        clearTimeout(timer)
        this.#waiting.delete(id)
        resolve()
      }
      const timer = setTimeout(finish, COUNTS_LIMIT_MS)
      this.#waiting.set(id, (worker) => {
        missing.delete(worker)
        if (missing.size === 0) finish()
      })
      for (const worker of asked) if (worker) send(worker, { ask: 'counts', id })
      if (missing.size === 0) finish()
    })
  }
}

/** A worker may be ending at this moment. */
function send(worker: Worker, message: Question | Exposition): void {
  if (worker.isConnected()) worker.send(message, undefined, () => {})
}

/** In a worker: tells its counts when it is asked, and asks for the sums of all. */
export function expositionOfAll(registry: Registry): () => Promise<string> {
  const waiting = new Map<number, (text: string) => void>()
  let last = 0
  process.on('message', (message: Question | Exposition) => {
    if ('exposition' in message) waiting.get(message.id)?.(message.exposition)
    else void registry.getMetricsAsJSON().then((counts) => process.send?.({ counts, id: message.id }))
  })
  return () =>
    new Promise((resolve, reject) => {
      last += 1
      const id = last
      const timer = setTimeout(() => {
        waiting.delete(id)
        reject(new Error('the first process does not add up'))
      }, 2 * COUNTS_LIMIT_MS)
      waiting.set(id, (text) => {
        clearTimeout(timer)
        waiting.delete(id)
        resolve(text)
      })
      process.send?.({ ask: 'exposition', id })
    })
}
