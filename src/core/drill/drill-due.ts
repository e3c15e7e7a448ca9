import { type AskedDrill, freshness } from '../change/drilling/freshness.ts'
import type { DrillProof } from '../change/state/beside.ts'
import type { Finding } from '../document/finding.ts'
import type { Instant } from '../time/instant.ts'

/** A warning that a line of the plan's checklists would not pass now. It stops nothing: the line does. */
export function drillFindings(
  asked: AskedDrill,
  proof: DrillProof | null,
  file: string,
  now: Instant,
): readonly Finding[] {
  const { holds, evidence } = freshness(asked, proof, now)
  if (holds) return []
  return [
    {
      file,
      line: 1,
      column: 1,
      severity: 'warning',
      code: 'drill-due',
      message: `its checklist asks for a drill, and ${evidence}`,
      remedy: `run cutwater drill ${asked.plan} where drills are allowed`,
    },
  ]
}
