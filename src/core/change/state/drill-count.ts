import type { DrillCount } from './beside.ts'

/** `none of 1,204 requests failed`. */
export function countedWords(counted: readonly DrillCount[]): string {
  const { requests, failed } = sumOf(counted)
  if (counted.length === 0) return 'it moves no traffic, so no request was counted'
  if (requests === 0) return 'no request was counted'
  return `${failed === 0 ? 'none' : failed.toLocaleString('en-US')} of ${inWords(requests)} failed`
}

export function sumOf(counted: readonly DrillCount[]): Pick<DrillCount, 'requests' | 'failed'> {
  return {
    requests: counted.reduce((sum, one) => sum + one.requests, 0),
    failed: counted.reduce((sum, one) => sum + one.failed, 0),
  }
}

export const inWords = (requests: number): string =>
  requests === 1 ? '1 request' : `${requests.toLocaleString('en-US')} requests`
