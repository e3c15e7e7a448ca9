import type { Counts } from '../../../src/core/judge/sequential/log-ratio.ts'
import type { Random } from '../../../src/core/judge/sequential/random.testing.ts'

export const SCRAPE_MS = 5_000
export const SCRAPES_AN_HOUR = 3_600_000 / SCRAPE_MS

/** What one scrape of both arms shows. */
export type Scrape = {
  readonly canary: Counts
  readonly stable: Counts
  readonly slices?: readonly Counts[]
  /** Of a latency: how many were over each of the edges that are compared. */
  readonly over?: { readonly canary: readonly number[]; readonly stable: readonly number[] }
}

/** What goes on at a service for so many scrapes; a run of it is made anew of each seed. */
export type World = {
  readonly title: string
  readonly scrapes: number
  /** From which scrape on the canary is worse; null: it never is, so that every rollback is false. */
  readonly worseFrom: number | null
  run(random: Random): (scrape: number) => Scrape
}

/** 1,000 requests a second, half a per cent of which fail. */
const REQUESTS = 1_000 * (SCRAPE_MS / 1_000)
const RATE = 0.005

export const ERRORS = { canary: 0.05 * REQUESTS, stable: 0.95 * REQUESTS, rate: RATE }

export const hours = (count: number): number => Math.ceil(count * SCRAPES_AN_HOUR)

/** The canary's errors are so many times stable's, from a scrape on; before it, and without one, they are alike. */
export function errors(
  title: string,
  {
    ratio,
    from = 0,
    lasts = 24,
    worse = true,
    requests = REQUESTS,
    share = 0.05,
  }: {
    readonly ratio: number
    readonly from?: number
    readonly lasts?: number
    readonly worse?: boolean
    readonly requests?: number
    readonly share?: number
  },
): World {
  const [nc, ns] = [Math.round(requests * share), Math.round(requests * (1 - share))]
  return {
    title,
    scrapes: hours(from) + hours(lasts),
    worseFrom: worse ? hours(from) : null,
    run: (random) => (scrape) => ({
      canary: failing(random, nc, RATE * (scrape >= hours(from) ? ratio : 1)),
      stable: failing(random, ns, RATE),
    }),
  }
}

/** Each hour a dependency fails for a while, for everybody: ten times the errors, up and down over ten minutes each. */
export const sharedIncident: World = {
  title: 'a shared incident each hour, while the weight goes 1, 5, 25, 50 %',
  scrapes: hours(4),
  worseFrom: null,
  run: (random) => (scrape) => {
    const minute = (scrape % SCRAPES_AN_HOUR) / (SCRAPES_AN_HOUR / 60)
    const level =
      minute < 15
        ? 0
        : minute < 25
          ? (minute - 15) / 10
          : minute < 40
            ? 1
            : minute < 50
              ? (50 - minute) / 10
              : 0
    return staged(random, scrape, RATE * (1 + 9 * level), 1)
  },
}

/** Load, and with it the errors of everybody, grows with each stage: over all stages the canary has more. */
export const simpsonRamp: World = {
  title: 'errors of everybody grow with each stage of 1, 5, 25, 50 % (Simpson)',
  scrapes: hours(4),
  worseFrom: null,
  run: (random) => (scrape) => staged(random, scrape, [0.002, 0.004, 0.01, 0.02][stageOf(scrape)] ?? RATE, 1),
}

/** A ramp in which the canary is worse from its first request. */
export const ramp = (ratio: number): World => ({
  title: `errors at ${ratio} x while the weight goes 1, 5, 25, 50 %, an hour each`,
  scrapes: hours(4),
  worseFrom: ratio === 1 ? null : 0,
  run: (random) => (scrape) => staged(random, scrape, RATE, ratio),
})

/** One cause fails five requests at once. With `slices`, stable's pods are told apart. */
export const bursts = (sliced: boolean, lasts: number): World => ({
  title: `clusters of five errors, ${sliced ? 'stable by 19 pods' : 'pods not told apart'}`,
  scrapes: hours(lasts),
  worseFrom: null,
  run: (random) => () => {
    const clusters = (n: number): Counts => ({ total: n, events: 5 * random.binomial(n / 5, RATE) })
    const canary = clusters(ERRORS.canary)
    if (!sliced) return { canary, stable: clusters(ERRORS.stable) }
    const slices = Array.from({ length: 19 }, () => clusters(ERRORS.stable / 19))
    return { canary, stable: sum(slices), slices }
  },
})

/** Every pod has a rate of its own, off by up to so much, for as long as it runs; the canary is one pod of twenty. */
export const podNoise = (most: number): World => ({
  title: `pods that are off by up to ${most * 100} % on their own`,
  scrapes: hours(24),
  worseFrom: null,
  run: (random) => {
    const own = () => RATE * (1 + most * (2 * random.next() - 1))
    const mine = own()
    const others = Array.from({ length: 19 }, own).reduce((total, rate) => total + rate / 19, 0)
    return () => ({
      canary: failing(random, ERRORS.canary, mine),
      stable: failing(random, ERRORS.stable, others),
    })
  },
})

const stageOf = (scrape: number): number => Math.min(3, Math.floor(scrape / SCRAPES_AN_HOUR))

function staged(random: Random, scrape: number, rate: number, ratio: number): Scrape {
  const canary = Math.round(REQUESTS * ([0.01, 0.05, 0.25, 0.5][stageOf(scrape)] ?? 0))
  return { canary: failing(random, canary, rate * ratio), stable: failing(random, REQUESTS - canary, rate) }
}

const failing = (random: Random, total: number, rate: number): Counts => ({
  total,
  events: random.binomial(total, rate),
})

const sum = (counts: readonly Counts[]): Counts =>
  counts.reduce((all, one) => ({ total: all.total + one.total, events: all.events + one.events }), {
    total: 0,
    events: 0,
  })
