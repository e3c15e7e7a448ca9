/** Pages that follow one change, for a thread of their own. */
export type ViewersOrder = {
  readonly url: string
  readonly change: string
  /** Shared out among the viewers: one token has a budget of requests. */
  readonly tokens: readonly string[]
  readonly viewers: number
  /** How long a page gathers events before it looks. */
  readonly gatherMs: number
}

export type ViewerWord =
  | { readonly listens: number }
  | { readonly viewer: number; readonly passed: number }
  | { readonly failed: string }
