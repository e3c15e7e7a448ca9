import type { Checkpoint } from './entry.ts'

/** In ascending order. The sink may hold one checkpoint twice: exporting again after a crash is harmless. */
export function byNumber(checkpoints: readonly Checkpoint[]): Map<number, Checkpoint> {
  const sorted = [...checkpoints].sort((a, b) => a.n - b.n)
  return new Map(sorted.map((checkpoint) => [checkpoint.n, checkpoint]))
}

/** The highest number; 0 for none. */
export const endOf = (checkpoints: readonly Pick<Checkpoint, 'n'>[]): number =>
  checkpoints.reduce((end, { n }) => Math.max(end, n), 0)

/** From the newest back to the first, each named by the one after it; as far as they are there. */
export function linked(table: readonly Checkpoint[], sink: readonly Checkpoint[]): readonly Checkpoint[] {
  const byHash = new Map([...sink, ...table].map((one) => [one.hash, one]))
  const ends = [...byHash.values()].filter(({ n }) => n === Math.max(endOf(table), endOf(sink)))
  // Of two with the highest number the table's is the one that others go on from.
  const chain: Checkpoint[] = []
  const passed = new Set<string>()
  for (let one = ends.at(-1); one !== undefined && !passed.has(one.hash); one = byHash.get(one.previous)) {
    passed.add(one.hash)
    chain.push(one)
  }
  return chain
}
