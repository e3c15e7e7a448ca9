import type { Finding } from '../../core/document/finding.ts'
import { canonicalHash } from '../../core/journal/canonical.ts'
import { reviewFindings } from '../../core/plan/review.ts'
import type { Runtime } from '../context/runtime.ts'

/** That nobody has looked at this very text for too long, where it is registered. */
export async function reviewDue(
  { store, clock }: Pick<Runtime, 'store' | 'clock'>,
  { name, text, file }: { readonly name: string; readonly text: string; readonly file: string },
): Promise<readonly Finding[]> {
  const kept = await store.plans.get(name, canonicalHash(text))
  return kept === null ? [] : reviewFindings(kept, file, clock.now())
}
