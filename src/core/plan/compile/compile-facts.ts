import type { ChangeFacts, Risk } from '../../runbook/change-facts.ts'
import type { Pace } from '../../runbook/pace.ts'
import type { PlanChange } from '../schema/change.ts'

/** What is said of the change to people. What has no meaning yet was refused before. */
export function compileFacts(
  { services, impact, duration, risks, tickets, links }: PlanChange,
  pace: Pace,
): ChangeFacts {
  return {
    ...(services === undefined ? {} : { services }),
    ...(impact === undefined ? {} : { impact }),
    ...(duration === undefined ? {} : { impactMs: pace(duration) }),
    ...(risks === undefined ? {} : { risks: risks.map(compileRisk) }),
    ...(tickets === undefined ? {} : { tickets }),
    ...(links === undefined ? {} : { links }),
  }
}

const compileRisk = ({
  risk,
  likelihood,
  impact,
  mitigation,
}: NonNullable<PlanChange['risks']>[number]): Risk => ({
  risk,
  likelihood,
  impact,
  ...(mitigation === undefined ? {} : { mitigation }),
})
