import { formatDuration } from '../../time/duration.ts'
import { formatInstant, type Instant, type Millis } from '../../time/instant.ts'
import type { DrillProof } from '../state/beside.ts'

/** What a checklist asks for, and of which plan. */
export type AskedDrill = { readonly plan: string; readonly notOlderThanMs: Millis }

/** Whether the newest proof is young enough, and what to do where it is not. */
export function freshness(
  { plan, notOlderThanMs }: AskedDrill,
  proof: DrillProof | null,
  now: Instant,
): { readonly holds: boolean; readonly evidence: string } {
  const remedy = `cutwater drill ${plan} rehearses it`
  if (proof === null)
    return { holds: false, evidence: `no drill has proved this rollback here yet: ${remedy}` }
  const { change, at } = proof
  const age = Math.max(0, now - at)
  const told = `${change} proved the rollback at ${formatInstant(at)}`
  return age <= notOlderThanMs
    ? { holds: true, evidence: told }
    : {
        holds: false,
        evidence: `${told}, longer ago than ${formatDuration(notOlderThanMs)}: ${remedy}`,
      }
}
