/**
 * Deletes a piece at a time, each a statement of its own that ends well within the time limit of a call: after a long
 * while much may have become old at once. Answers how many rows that were.
 */
export async function inPieces(
  deleteSome: (limit: number) => Promise<{ readonly numAffectedRows?: bigint | undefined }>,
): Promise<number> {
  let deleted = 0
  for (;;) {
    const rows = Number((await deleteSome(ROWS_A_PIECE)).numAffectedRows ?? 0n)
    deleted += rows
    if (rows < ROWS_A_PIECE) return deleted
  }
}

const ROWS_A_PIECE = 5_000
