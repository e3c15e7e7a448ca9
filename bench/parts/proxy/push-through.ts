import { usedBy } from '../processor-time.ts'
import { getRequest, type LoadResult, load } from './load.ts'
import type { RealProxy } from './proxies.ts'

export const CONNECTIONS = 32
const SUBJECTS = 1_000

export type Through = LoadResult & { readonly cpuMicros: number }

/** All requests have to be answered, and well. */
export async function pushThrough({ url, pid, name }: RealProxy, durationMs: number): Promise<Through> {
  const before = await usedBy(pid)
  const result = await push(url, durationMs)
  const after = await usedBy(pid)
  if (result.failed > 0)
    throw new Error(`${result.failed} of ${result.answers} requests through the ${name} failed`)
  return { ...result, cpuMicros: ((after.cpuMs - before.cpuMs) * 1_000) / result.answers }
}

export async function push(url: string, durationMs: number): Promise<LoadResult> {
  const requests = Array.from({ length: SUBJECTS }, (_, i) => getRequest(url, { 'x-user-id': `user-${i}` }))
  return load({ url, connections: CONNECTIONS, durationMs, request: (n) => requests[n % SUBJECTS] as string })
}

export function middleOf<Result extends LoadResult>(results: readonly Result[]): Result {
  const sorted = [...results].sort((a, b) => a.perSecond - b.perSecond)
  return sorted[Math.floor(sorted.length / 2)] as Result
}
