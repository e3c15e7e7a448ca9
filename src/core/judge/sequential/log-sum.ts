/** ln(e^a + e^b), exact where one of them is far below the other; either may be minus infinity. */
export function logAdd(a: number, b: number): number {
  const [high, low] = a > b ? [a, b] : [b, a]
  // Further below, it is no digit of the sum; which both being minus infinity is too.
  return low > high - 40 ? high + Math.log1p(Math.exp(low - high)) : high
}

/** ln of the mean of e^x. */
export function logMean(logs: readonly number[]): number {
  let sum = Number.NEGATIVE_INFINITY
  for (const log of logs) sum = logAdd(sum, log)
  return sum - Math.log(logs.length)
}
