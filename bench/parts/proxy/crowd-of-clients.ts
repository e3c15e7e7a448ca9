import { Worker } from 'node:worker_threads'
import type { Scratch } from '../scratch.ts'
import { type CrowdOrder, FAILED, FINE, WORDS } from './crowd-of-clients-words.ts'

/** Clients who all ask at once, one request each. */
export type Crowd = {
  ask(): void
  /** Since the crowd began. */
  answered(): { readonly fine: number; readonly failed: number }
}

/** In a thread of its own, so that what is timed in this one does not wait for their answers. */
export function startCrowd({ after }: Scratch, url: string, clients: number): Crowd {
  const words = new Int32Array(new SharedArrayBuffer(WORDS * Int32Array.BYTES_PER_ELEMENT))
  const order: CrowdOrder = { url, clients, words }
  const worker = new Worker(new URL('./crowd-of-clients-worker.ts', import.meta.url), { workerData: order })
  let failure: unknown
  worker.on('error', (error) => {
    failure = error
  })
  after(async () => {
    worker.postMessage('end')
    const forced = setTimeout(() => void worker.terminate(), 10_000)
    await new Promise<void>((resolve) =>
      worker.threadId === -1 ? resolve() : worker.once('exit', () => resolve()),
    )
    clearTimeout(forced)
  })
  return {
    ask: () => worker.postMessage('ask'),
    answered: () => {
      if (failure !== undefined) throw failure
      return { fine: words[FINE] ?? 0, failed: words[FAILED] ?? 0 }
    },
  }
}
