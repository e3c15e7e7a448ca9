import { type HaproxyWishes, haproxyWishesOf } from '../../world/haproxy.ts'
import type { Addresses } from './addresses.ts'

export function haproxyWishes({ publicly, haproxyMetrics }: Addresses): HaproxyWishes {
  const doors = Object.entries(publicly).map(([target, url]) => [target, { url }] as const)
  return haproxyWishesOf('staging', Object.fromEntries(doors), haproxyMetrics)
}
