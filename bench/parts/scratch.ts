import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A directory for one line, and what has to be ended after it: in reverse, all of it, whatever fails. */
export type Scratch = { readonly dir: string; readonly after: (end: () => Promise<unknown>) => void }

export async function inScratch<T>(work: (scratch: Scratch) => Promise<T>): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), 'cutwater-bench-'))
  const ends: (() => Promise<unknown>)[] = [() => rm(dir, { recursive: true, force: true, maxRetries: 5 })]
  const failures: unknown[] = []
  try {
    return await work({ dir, after: (end) => ends.push(end) })
  } finally {
    for (const end of ends.toReversed()) await end().catch((error: unknown) => failures.push(error))
    for (const failure of failures) process.stderr.write(`bench: not everything ended cleanly: ${failure}\n`)
  }
}
