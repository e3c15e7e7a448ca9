import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { Scratch } from '../scratch.ts'
import { BROKEN, CANARY_ANSWERS, LAST_CANARY_AT, STOPPED, WORDS } from './canary-watch-words.ts'
import type { CanaryWatchOrder, Crowd } from './canary-watch-worker.ts'

/** Subjects who ask a proxy again and again, and when a canary answered one of them. */
export type CanaryWatch = ReturnType<typeof startCanaryWatch>

const WITHIN_MS = 20_000

/** In a thread of its own: what is measured here runs in this one, and would wait for every answer that is counted. */
export function startCanaryWatch({ after }: Scratch, url: string, crowd?: Crowd) {
  const words = new Float64Array(new SharedArrayBuffer(WORDS * Float64Array.BYTES_PER_ELEMENT))
  const order: CanaryWatchOrder = crowd === undefined ? { url, words } : { url, words, crowd }
  const worker = new Worker(new URL('./canary-watch-worker.ts', import.meta.url), { workerData: order })
  let failure: unknown
  worker.on('error', (error) => {
    failure = error
  })
  const answers = (): number => words[CANARY_ANSWERS] ?? 0
  after(async () => {
    words[STOPPED] = 1
    const forced = setTimeout(() => void worker.terminate(), 10_000)
    await new Promise<void>((resolve) =>
      worker.threadId === -1 ? resolve() : worker.once('exit', () => resolve()),
    )
    clearTimeout(forced)
  })
  return {
    /** By this thread's performance.now(). */
    lastCanaryAt: (): number => (words[LAST_CANARY_AT] ?? 0) - performance.timeOrigin,
    /** What is asked for from now on fails on the canary and not on stable. Answers when that begins. */
    breakCanary: (): number => {
      words[BROKEN] = 1
      return performance.now()
    },
    heal: () => {
      words[BROKEN] = 0
    },
    untilCanaryAnswers: async () => {
      const before = answers()
      const end = performance.now() + WITHIN_MS
      while (answers() < before + 20) {
        if (failure !== undefined) throw failure
        if (performance.now() > end) throw new Error('no canary answers although the target is open')
        await sleep(5)
      }
    },
  }
}
