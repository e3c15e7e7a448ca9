import type { Alternatives } from './alternatives.ts'

/**
 * What happened on one arm in one interval: so many events (errors, slow requests, conversions) of so many requests.
 */
export type Counts = { readonly events: number; readonly total: number }

/**
 * ln of the likelihood of one interval under each alternative, over that at the bound, by the division of all events
 * between canary and stable.
 *
 * With rho = n_c / (n_c + n_s) of this very interval and q(r) = rho r / (rho r + 1 - rho),
 *
 *   l(r) = y_c ln(q(r) / q(r0)) + y_s ln((1 - q(r)) / (1 - q(r0)))
 *        = y_c ln(r / r0) + (y_c + y_s) ln(D(r0) / D(r)),   D(r) = rho r + 1 - rho.
 *
 * The rate itself, and whatever moves it for both at once, cancels. E[exp l] <= 1 for independent requests of any
 * rate wherever p_c <= r0 p_s (r > r0; >= for r < r0): E[a^Y] = (1 + p (a - 1))^n <= exp(n p (a - 1)), and the two
 * exponents add up to nothing at p_c = r0 p_s. So it holds for rates that are not small too, and only loses power.
 *
 * Source: Lindon and Malek, Anytime-valid inference for multinomial count data, arXiv 2011.03567, section 4 (Poisson
 * processes whose intensities move together are a multinomial given their sum).
 */
export function byDivision(
  into: number[],
  { ratios, logBeyond }: Alternatives,
  bound: number,
  canary: Counts,
  stable: Counts,
  temper: number,
): void {
  const events = canary.events + stable.events
  if (events === 0) return
  const rho = canary.total / (canary.total + stable.total)
  const atBound = Math.log(rho * bound + 1 - rho)
  for (let i = 0; i < ratios.length; i++) {
    const log = Math.log(rho * (ratios[i] as number) + 1 - rho)
    const l = canary.events * (logBeyond[i] as number) + events * (atBound - log)
    into[i] = (into[i] as number) + l / temper
  }
}

/**
 * The same for rates that are not small, from both arms' own Bernoulli likelihoods. `rate` is what stable's rate is
 * taken for: known before the interval, so that the outcome has no part in it; a poor guess costs power only.
 *
 * An alternative is a point (a, s) of rates, s = `rate` and the odds of `a` so many times those of r0 s. It is set
 * against the point of the null hypothesis {p_c <= r0 p_s} (>= below 1) nearest to it by Kullback-Leibler divergence:
 * (r0 x, x) with x the smaller root of
 *
 *   r0 x^2 - (rho (a + r0) + (1 - rho)(1 + r0 s)) x + rho a + (1 - rho) s = 0,
 *
 * which is where the divergence's derivative along the border vanishes. The null is convex, so the ratio of the two
 * likelihoods is an e-variable for all of it.
 *
 * Source: Turner, Ly and Gruenwald, Generic E-variables for exact sequential k-sample tests that allow for optional
 * stopping, arXiv 2106.02693, theorem 1; for a bound other than 1, Turner and Gruenwald, arXiv 2203.09785.
 */
export function byRates(
  into: number[],
  { logBeyond }: Alternatives,
  bound: number,
  canary: Counts,
  stable: Counts,
  temper: number,
  rate: number,
): void {
  const beside = inside(rate)
  const border = bound * beside
  // No canary could be worse than the bound: nothing is evidence of it.
  if (border >= 1) return
  const rho = canary.total / (canary.total + stable.total)
  const odds = border / (1 - border)
  for (let i = 0; i < logBeyond.length; i++) {
    const oddsThere = odds * Math.exp(logBeyond[i] as number)
    const there = inside(oddsThere / (1 + oddsThere))
    const b = rho * (there + bound) + (1 - rho) * (1 + border)
    const c = rho * there + (1 - rho) * beside
    const x = (2 * c) / (b + Math.sqrt(Math.max(0, b * b - 4 * bound * c)))
    const l = bernoulli(canary, there, inside(bound * x)) + bernoulli(stable, beside, inside(x))
    into[i] = (into[i] as number) + l / temper
  }
}

/** A rate of which neither an event nor its absence is impossible. */
const inside = (rate: number): number => Math.min(1 - 1e-12, Math.max(1e-12, rate))

const bernoulli = ({ events, total }: Counts, p: number, of: number): number =>
  events * Math.log(p / of) + (total - events) * Math.log((1 - p) / (1 - of))
