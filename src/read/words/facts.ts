import { formatDuration } from '../../core/time/duration.ts'
import type { FactsView } from '../progress/facts-view.ts'

/** Such as `Read-only for minutes, for 2h`; null where the plan says nothing of it. */
export function impactWords({ impact, impactMs }: Pick<FactsView, 'impact' | 'impactMs'>): string | null {
  if (impactMs === null) return impact
  return impact === null ? `for ${formatDuration(impactMs)}` : `${impact}, for ${formatDuration(impactMs)}`
}

export const riskWords = ({ risk, likelihood, impact, mitigation }: FactsView['risks'][number]): string =>
  `${risk} (likelihood ${likelihood}, impact ${impact})${mitigation === null ? '' : `: ${mitigation}`}`
