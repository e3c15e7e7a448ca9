/**
 * How long any test of this error needs in the mean, however it is made: ln(1/alpha) over how much each second tells
 * the truth from the nearest point within the bound (Kullback and Leibler). Source: Wald, Sequential Analysis, 1947.
 */
export function limitOfRate(
  { canary, stable, rate }: { readonly canary: number; readonly stable: number; readonly rate: number },
  ratio: number,
  bound: number,
  alpha: number,
): number {
  const rho = canary / (canary + stable)
  const q = (r: number) => (rho * r) / (rho * r + 1 - rho)
  const events = rate * (canary * ratio + stable)
  const each =
    q(ratio) * Math.log(q(ratio) / q(bound)) + (1 - q(ratio)) * Math.log((1 - q(ratio)) / (1 - q(bound)))
  return Math.log(1 / alpha) / (events * each)
}

/** The same by shares that are not small, of so many requests a second each. */
export function limitOfShares(
  requests: { readonly canary: number; readonly stable: number },
  shares: { readonly canary: number; readonly stable: number },
  bound: number,
  alpha: number,
): number {
  const { canary: a, stable: s } = shares
  if (bound < 1 ? a >= bound * s : a <= bound * s) return Number.POSITIVE_INFINITY
  const rho = requests.canary / (requests.canary + requests.stable)
  const b = rho * (a + bound) + (1 - rho) * (1 + bound * s)
  const x = (2 * (rho * a + (1 - rho) * s)) / (b + Math.sqrt(b * b - 4 * bound * (rho * a + (1 - rho) * s)))
  const apart = (p: number, q: number) => p * Math.log(p / q) + (1 - p) * Math.log((1 - p) / (1 - q))
  return Math.log(1 / alpha) / (requests.canary * apart(a, bound * x) + requests.stable * apart(s, x))
}
