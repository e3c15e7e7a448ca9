import { workerData } from 'node:worker_threads'
import { BROKEN, CANARY_ANSWERS, LAST_CANARY_AT, STOPPED } from './canary-watch-words.ts'
import { getRequest, load } from './load.ts'
import { headerIn } from './load-answer.ts'

export type CanaryWatchOrder = {
  readonly url: string
  readonly words: Float64Array
  /** Left out: as many as there is room for, none of which fails before the canary breaks, and then all of them. */
  readonly crowd?: Crowd
}

/** So many requests a second, of which a share fails on both sides, and more on a canary that is broken. */
export type Crowd = { readonly perSecond: number; readonly usual: number; readonly broken: number }

const CONNECTIONS = 12
/** Often enough to tell when the last one was, and seldom enough to leave the processor to what is measured. */
const PAUSE_MS = 1
/** What a timer and an answer take besides a pause. */
const OVERHEAD_MS = 1.5
const SUBJECTS = 1_000
const LONGEST_MS = 600_000

const { url, words, crowd } = workerData as CanaryWatchOrder
const requests = (path: string) =>
  Array.from({ length: SUBJECTS }, (_, i) => getRequest(`${url}${path}`, { 'x-user-id': `user-${i}` }))
const [good, bad, failing] = [requests('/'), requests('/bad/green'), requests('/bad')]
const stopping = new AbortController()
const looking = setInterval(() => {
  if (words[STOPPED] === 1) stopping.abort()
}, 50)

const kindOf = (n: number): readonly string[] => {
  const isBroken = words[BROKEN] === 1
  if (crowd === undefined) return isBroken ? bad : good
  // Spread over all subjects, and the same in each run.
  const chance = (Math.imul(n, 0x9e3779b1) >>> 0) / 2 ** 32
  if (isBroken && chance < crowd.broken) return bad
  return chance > 1 - crowd.usual ? failing : good
}

await load({
  url,
  connections: CONNECTIONS,
  durationMs: LONGEST_MS,
  pauseMs: crowd === undefined ? PAUSE_MS : (CONNECTIONS * 1_000) / crowd.perSecond - OVERHEAD_MS,
  signal: stopping.signal,
  request: (n) => kindOf(n)[n % SUBJECTS] as string,
  onAnswer: ({ head }) => {
    if (headerIn(head, 'x-side') !== 'green') return
    words[CANARY_ANSWERS] = (words[CANARY_ANSWERS] ?? 0) + 1
    words[LAST_CANARY_AT] = performance.timeOrigin + performance.now()
  },
})
clearInterval(looking)
