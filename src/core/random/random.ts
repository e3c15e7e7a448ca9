/** Random numbers that a seed repeats: splitmix32. */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed | 0
  }

  /** In [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0
    let z = this.#state
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b)
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35)
    return ((z ^ (z >>> 16)) >>> 0) / 4_294_967_296
  }

  /** Box and Muller. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next())
  }

  poisson(mean: number): number {
    // A Poisson of that mean, as a binomial of so many that it makes no difference here.
    return this.binomial(Math.ceil(mean * 1_000), mean / Math.ceil(mean * 1_000))
  }

  binomial(n: number, p: number): number {
    if (n <= 0 || p <= 0) return 0
    if (p >= 1) return n
    if (p > 0.5) return n - this.binomial(n, 1 - p)
    return n * p < 10 ? this.#byInversion(n, p) : this.#byRejection(n, p)
  }

  #byInversion(n: number, p: number): number {
    const odds = p / (1 - p)
    let chance = (1 - p) ** n
    let left = this.next()
    for (let k = 0; k <= n; k++) {
      if (left < chance) return k
      left -= chance
      chance *= (odds * (n - k)) / (k + 1)
    }
    return n
  }

  /** BTRS. Source: Hoermann, The generation of binomial random variates, J. Statist. Comput. Simul. 46, 1993. */
  #byRejection(n: number, p: number): number {
    const spread = Math.sqrt(n * p * (1 - p))
    const b = 1.15 + 2.53 * spread
    const a = -0.0873 + 0.0248 * b + 0.01 * p
    const c = n * p + 0.5
    const alpha = (2.83 + 5.1 / b) * spread
    const odds = Math.log(p / (1 - p))
    const mode = Math.floor((n + 1) * p)
    const h = logFactorial(mode) + logFactorial(n - mode)
    for (;;) {
      const u = this.next() - 0.5
      const v = this.next()
      const us = 0.5 - Math.abs(u)
      const k = Math.floor(((2 * a) / us + b) * u + c)
      if (k < 0 || k > n) continue
      if (us >= 0.07 && v <= 0.92 - 4.2 / b) return k
      const accept = Math.log((v * alpha) / (a / (us * us) + b))
      if (accept <= h - logFactorial(k) - logFactorial(n - k) + (k - mode) * odds) return k
    }
  }
}

const FACTORIALS = [0]
for (let i = 1; i < 128; i++) FACTORIALS.push((FACTORIALS[i - 1] as number) + Math.log(i))

/** Stirling's series beyond a table. */
function logFactorial(k: number): number {
  if (k < FACTORIALS.length) return FACTORIALS[k] as number
  return (k + 0.5) * Math.log(k) - k + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * k) - 1 / (360 * k ** 3)
}
