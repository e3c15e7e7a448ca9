import { workerData } from 'node:worker_threads'
import { BROKEN, CANARY_ANSWERS, LAST_CANARY_AT, STOPPED } from './canary-watch-words.ts'
import { getRequest, load } from './load.ts'
import { headerIn } from './load-answer.ts'

export type CanaryWatchOrder = { readonly url: string; readonly words: Float64Array }

const CONNECTIONS = 12
/** Often enough to tell when the last one was, and seldom enough to leave the processor to what is measured. */
const PAUSE_MS = 1
const SUBJECTS = 1_000
const LONGEST_MS = 600_000

const { url, words } = workerData as CanaryWatchOrder
const requests = (path: string) =>
  Array.from({ length: SUBJECTS }, (_, i) => getRequest(`${url}${path}`, { 'x-user-id': `user-${i}` }))
const [good, bad] = [requests('/'), requests('/bad/green')]
const stopping = new AbortController()
const looking = setInterval(() => {
  if (words[STOPPED] === 1) stopping.abort()
}, 50)

await load({
  url,
  connections: CONNECTIONS,
  durationMs: LONGEST_MS,
  pauseMs: PAUSE_MS,
  signal: stopping.signal,
  request: (n) => (words[BROKEN] === 1 ? bad : good)[n % SUBJECTS] as string,
  onAnswer: ({ head }) => {
    if (headerIn(head, 'x-side') !== 'green') return
    words[CANARY_ANSWERS] = (words[CANARY_ANSWERS] ?? 0) + 1
    words[LAST_CANARY_AT] = performance.timeOrigin + performance.now()
  },
})
clearInterval(looking)
