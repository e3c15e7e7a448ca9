/** The people who use the demo: the same on every run, because the numbers come from a seed. */
export type User = { readonly id: string; readonly segment: 'internal' | 'beta' | 'premium' | null }

/**
 * `count` users, a few of them staff, testers and paying customers. The groups are small on purpose: a version that
 * only breaks under half of the load must not meet that load at an earlier stage.
 */
export function users(count: number): User[] {
  return Array.from({ length: count }, (_, i) => ({
    id: `u-${String(i + 1).padStart(4, '0')}`,
    segment: segmentOf(i),
  }))
}

function segmentOf(i: number): User['segment'] {
  const of100 = i % 100
  if (of100 === 7) return 'internal'
  if (of100 === 23 || of100 === 61) return 'beta'
  return of100 % 25 === 12 ? 'premium' : null
}

/** Numbers in [0, 1) from a seed. Source: mulberry32, Tommy Ettinger, public domain. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
