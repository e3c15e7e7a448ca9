import type { Instant } from '../../time/instant.ts'

/** A flag that follows the weight of a rollout: what it was last told, in per cent, and what became of that. */
export type WeightFlag = {
  readonly percent: number
  /** Counts every order, so that each is an effect of its own. */
  readonly attempt: number
  /** How often this very value was tried. */
  readonly tries: number
} & (
  | { readonly status: 'setting' | 'set' }
  | { readonly status: 'retrying'; readonly retryAt: Instant; readonly reason: string }
  | { readonly status: 'failed'; readonly reason: string }
)
