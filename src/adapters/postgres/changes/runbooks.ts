import { canonicalHash } from '../../../core/journal/canonical.ts'
import type { Runbook } from '../../../core/runbook/runbook.ts'
import { runbookFrom } from '../../../core/runbook/stored.ts'
import { document } from '../database/document.ts'
import type { Database, Tx } from '../database/pool.ts'

/**
 * Runbooks by the hash of their content. They never change, so those seen lately are kept in memory: a tick reads the
 * state of its change and not its plan.
 */
export type Runbooks = {
  keep(tx: Tx, runbook: Runbook): Promise<string>
  get(db: Database | Tx, hashes: readonly string[]): Promise<ReadonlyMap<string, Runbook>>
}

export function createRunbooks(): Runbooks {
  const known = new Map<string, Runbook>()
  const remember = (hash: string, runbook: Runbook) => {
    known.set(hash, runbook)
    const oldest = known.keys().next()
    if (known.size > REMEMBERED && !oldest.done) known.delete(oldest.value)
  }
  return {
    async keep(tx, runbook) {
      const hash = canonicalHash(runbook)
      await tx
        .insertInto('runbook')
        .values({ hash, body: document(runbook) })
        .onConflict((conflict) => conflict.column('hash').doNothing())
        .execute()
      return hash
    },
    async get(db, hashes) {
      const found = new Map<string, Runbook>()
      for (const hash of hashes) {
        const runbook = known.get(hash)
        if (runbook !== undefined) found.set(hash, runbook)
      }
      const missing = hashes.filter((hash) => !found.has(hash))
      if (missing.length === 0) return found
      const rows = await db.selectFrom('runbook').selectAll().where('hash', 'in', missing).execute()
      for (const { hash, body } of rows) {
        const runbook = runbookFrom(body)
        if (runbook === null) continue
        found.set(hash, runbook)
        remember(hash, runbook)
      }
      return found
    },
  }
}

const REMEMBERED = 5_000
