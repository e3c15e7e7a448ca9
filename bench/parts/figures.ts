/** What was measured, in the one form that the table knows. Times are milliseconds. */
export type Times = {
  readonly median: number
  readonly p95: number
  readonly max: number
  readonly n: number
}

/** Throws when there is nothing to say anything about. */
export function timesOf(samples: readonly number[]): Times {
  if (samples.length === 0) throw new Error('nothing was measured')
  const sorted = [...samples].sort((a, b) => a - b)
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number
  return { median: at(0.5), p95: at(0.95), max: sorted.at(-1) as number, n: sorted.length }
}

/** Three significant digits: more would claim a precision that was not measured. */
export function short(value: number): string {
  if (value === 0) return '0'
  if (Math.abs(value) >= 1_000) return Math.round(Number(value.toPrecision(3))).toLocaleString('en-US')
  return String(Number(value.toPrecision(3)))
}

export const shortTimes = ({ median, p95, max }: Times): string =>
  `${short(median)} / ${short(p95)} / ${short(max)} ms`

export const shortRate = (perSecond: number): string => `${short(perSecond)} /s`

/** Of a value that is in seconds. */
export const shortSeconds = (seconds: number): string => `${short(seconds)} s`
