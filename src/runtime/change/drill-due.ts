import type { Finding } from '../../core/document/finding.ts'
import { drillFindings } from '../../core/drill/drill-due.ts'
import type { PlanHeader } from '../../core/plan/read-plan.ts'
import type { Runtime } from '../context/runtime.ts'

/** That a plan asks for a drill that is too long ago, or was never run here. */
export async function drillDue(
  { store, clock }: Pick<Runtime, 'store' | 'clock'>,
  { name, rollback }: Pick<PlanHeader, 'name' | 'rollback'>,
  file: string,
): Promise<readonly Finding[]> {
  const { hash, drillWithinMs } = rollback
  if (drillWithinMs === null) return []
  const proof = await store.questions.drillProof(name, hash)
  return drillFindings({ plan: name, notOlderThanMs: drillWithinMs }, proof, file, clock.now())
}
