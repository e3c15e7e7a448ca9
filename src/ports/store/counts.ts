/** How much there is of what, at this moment; for monitoring. */
export type Counts = {
  readonly changesByStatus: Readonly<Record<string, number>>
  /** Those that are not over. */
  readonly effectsByStatus: Readonly<Record<string, number>>
  readonly noticesPending: number
  readonly journalEntries: number
}

/** Connections to the database: how many there are, how many of them lie idle, and how many calls wait for one. */
export type Connections = { readonly open: number; readonly idle: number; readonly waiting: number }
