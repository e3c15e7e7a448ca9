import type { Instant } from '../time/instant.ts'

export type TrafficWord = 'normal' | 'read-only' | 'maintenance'

/**
 * What a target's proxies turn away, on both sides alike: `read-only` refuses whatever may change something,
 * `maintenance` everything but the paths and people that the proxy's configuration names. A target that has none is
 * normal.
 */
export type Restriction = {
  readonly traffic: Exclude<TrafficWord, 'normal'>
  /** What those who are turned away read. */
  readonly banner?: string
  /** When it is expected to end: what Retry-After counts to. Nothing ends by itself. */
  readonly until?: Instant
}

export type TrafficMode = { readonly traffic: 'normal' } | Restriction

export const NORMAL: TrafficMode = { traffic: 'normal' }
export const BANNER_MAX = 500

/** These change nothing, as RFC 9110 has it; every other method may. */
const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE'])
/** Case counts, as everywhere in HTTP. */
export const isWrite = (method: string): boolean => !SAFE.has(method)

/** `isAllowed` is asked in maintenance alone: whether the configuration names the path or the person. */
export function letsThrough(
  mode: Restriction | undefined,
  method: string,
  isAllowed: () => boolean,
): boolean {
  if (mode === undefined) return true
  return mode.traffic === 'read-only' ? !isWrite(method) : isAllowed()
}

/**
 * Whether a path is one of those that are let through: word for word, or below one that ends in `/*`. A path that the
 * service could take for another one is none of them.
 */
export function isAllowedPath(allowed: readonly string[], path: string): boolean {
  if (MISLEADING.test(path)) return false
  return allowed.some((one) => (one.endsWith('/*') ? path.startsWith(one.slice(0, -1)) : path === one))
}

/** Steps upwards, also with parameters behind them, and what hides one. */
const MISLEADING = /\/\.\.?([/;]|$)|%2e|%2f|%3b|%5c|\\/i

/** The part of a desired state that says it: without the key when it is normal, as it always was. */
export function asMode(mode: TrafficMode): { readonly mode?: Restriction } {
  return mode.traffic === 'normal' ? {} : { mode }
}

export const modeOf = ({ mode }: { readonly mode?: Restriction }): TrafficMode => mode ?? NORMAL

export function sameMode(a: TrafficMode | undefined, b: TrafficMode | undefined): boolean {
  const { traffic, ...of } = a ?? NORMAL
  const { traffic: other, ...more } = b ?? NORMAL
  return traffic === other && sameSaid(of, more)
}

type Said = Pick<Restriction, 'banner' | 'until'>
const sameSaid = (a: Said, b: Said): boolean => a.banner === b.banner && a.until === b.until

const WORDS: Readonly<Record<TrafficWord, string>> = {
  normal: 'normal',
  'read-only': 'read-only',
  maintenance: 'closed for maintenance',
}
/** Without the banner, which may be long. */
export const modeInWords = ({ traffic }: TrafficMode): string => WORDS[traffic]
