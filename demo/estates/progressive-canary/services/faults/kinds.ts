/** The faults that a version of the shop can be ordered to have, and the rules of how it misbehaves then. */
export const faultKinds = [
  'none',
  'errors-5xx',
  'error-rate',
  'latency',
  'conversion',
  'db-pool',
  'memory',
  'payments',
  'complaints',
  'slow-to-show',
] as const
export type FaultKind = (typeof faultKinds)[number]

/** Throws for a word that names no fault. */
export function faultKind(word: string): FaultKind {
  const kind = faultKinds.find((known) => known === word)
  if (!kind) throw new Error(`there is no fault ${word}; there are ${faultKinds.join(', ')}`)
  return kind
}

/** What each is, for a person who chooses. */
export const faultStories: Readonly<Record<FaultKind, string>> = {
  none: 'the version is sound',
  'errors-5xx': 'a promotion without its table: 3 % of the requests end with 500',
  'error-rate':
    'a check that is too strict: 9 % of the requests are refused with 422, and none fails with 5xx',
  latency: 'a query without its index: every fourth request takes 350 to 600 ms',
  conversion: 'the button of the checkout does nothing for three users of ten; no request fails',
  'db-pool': 'connections are taken and not given back, until 95 % of the pool are gone',
  memory: 'what was once read is never forgotten, until 94 % of the memory limit are used',
  payments: 'amounts with a decimal point: the payment gateway refuses 12 of 1,000 payments',
  complaints: 'the receipt shows a wrong total to every second buyer, who complains; no request fails',
  'slow-to-show': 'as errors-5xx, for 0.8 % of the requests: below every threshold, and worse than stable',
}

/** Of a thousand requests, so many fail in this way. */
const SHARES: Partial<
  Record<FaultKind, { readonly do: 'throw' | 'refuse' | 'wait'; readonly share: number }>
> = {
  'errors-5xx': { do: 'throw', share: 30 },
  'error-rate': { do: 'refuse', share: 90 },
  latency: { do: 'wait', share: 250 },
  'slow-to-show': { do: 'throw', share: 8 },
}

/** The n-th request (from 1) of a process. */
export type Behaviour =
  | { readonly do: 'answer' }
  | { readonly do: 'throw' }
  | { readonly do: 'refuse' }
  | { readonly do: 'wait'; readonly ms: number }

/** `usual`: of a thousand requests, so many fail in every version. */
export function behaviour(kind: FaultKind, n: number, usual: number): Behaviour {
  const ordered = SHARES[kind]
  if (ordered !== undefined && isAmong(n, ordered.share, 1_000))
    return ordered.do === 'wait' ? { do: 'wait', ms: 350 + ((n * 397) % 250) } : { do: ordered.do }
  return { do: isAmong(n, usual, 1_000) ? 'throw' : 'answer' }
}

/** Three of ten users, always the same ones, have no use of the button. */
export const buttonIsBroken = (kind: FaultKind, userId: string): boolean =>
  kind === 'conversion' && isAmong(spread(userId), 3, 10)

/** The n-th payment of a process is sent with a decimal point. */
export const amountIsWrong = (kind: FaultKind, n: number): boolean =>
  kind === 'payments' && isAmong(n, 12, 1_000)

/** The total of the n-th receipt of a process is wrong. */
export const receiptIsWrong = (kind: FaultKind, n: number): boolean => kind === 'complaints' && n % 2 === 1

/** Whether one more connection is to be lost, of a pool in which so many are in use. */
export const losesConnection = (kind: FaultKind, lost: number, poolSize: number): boolean =>
  kind === 'db-pool' && lost < Math.min(Math.ceil(poolSize * 0.95), poolSize - 1)

/** Whether more is to be remembered, at this share of the memory limit. */
export const remembersMore = (kind: FaultKind, usedRatio: number): boolean =>
  kind === 'memory' && usedRatio < 0.94

/** Spreads `share` evenly over every `all` numbers. */
const isAmong = (n: number, share: number, all: number): boolean => (n * share) % all < share

/** A number of a text, as good as chance. Source: FNV-1a, 32 bits. */
function spread(text: string): number {
  let hash = 0x811c9dc5
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193)
  return hash >>> 8
}
