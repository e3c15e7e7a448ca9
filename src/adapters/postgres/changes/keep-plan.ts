import { canonicalHash } from '../../../core/journal/canonical.ts'
import type { Instant } from '../../../core/time/instant.ts'
import type { Tx } from '../database/pool.ts'

/** A plan's text, kept once by its hash, which is the answer. */
export async function keepPlan(tx: Tx, text: string, at: Instant): Promise<string> {
  const hash = canonicalHash(text)
  await tx
    .insertInto('plan')
    .values({ hash, text, at })
    .onConflict((conflict) => conflict.column('hash').doNothing())
    .execute()
  return hash
}
