import { type HaproxyWishes, haproxyWishesOf } from '../../world/haproxy.ts'
import type { Addresses } from './addresses.ts'

export function haproxyWishes({ publicly, haproxyMetrics }: Addresses): HaproxyWishes {
  return haproxyWishesOf('staging', publicly, haproxyMetrics)
}
