import type { FactsView } from '../progress/facts-view.ts'
import { span } from './time.ts'

/** Such as `Read-only for minutes, for 2h 00m`; null where the plan says nothing of it. */
export function impactWords({ impact, impactMs }: Pick<FactsView, 'impact' | 'impactMs'>): string | null {
  if (impactMs === null) return impact
  return impact === null ? `for ${span(impactMs)}` : `${impact}, for ${span(impactMs)}`
}

export const riskWords = ({ risk, likelihood, impact, mitigation }: FactsView['risks'][number]): string =>
  `${risk} (likelihood ${likelihood}, impact ${impact})${mitigation === null ? '' : `: ${mitigation}`}`
