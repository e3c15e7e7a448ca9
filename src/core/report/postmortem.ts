import { percent } from '../traffic/percent.ts'
import type { IncidentReport } from './report.ts'
import { lasted, listed } from './words.ts'

/** What people write themselves, once they have found out: each part with what it asks. */
export type PostmortemPart = { readonly title: string; readonly asks: string }

export const POSTMORTEM: readonly PostmortemPart[] = [
  { title: 'Impact', asks: 'Who noticed what, for how long, and what did it cost them and us?' },
  { title: 'Root cause', asks: 'What was it really, and why did nothing before this change find it?' },
  { title: 'What went well', asks: 'What found it, stopped it, or kept it small?' },
  { title: 'What could be better', asks: 'What was slow, missing, misleading, or only luck?' },
]

export const ACTIONS = { title: 'Actions', columns: ['What', 'Who', 'Until'], rows: 3 } as const

/** What the journal knows of the impact, for the person who writes it down. */
export function knownImpact({ moments, traffic }: IncidentReport): string {
  const { trafficFrom, most, exposedMs } = moments
  if (trafficFrom === null) return 'No user was shown anything new.'
  const targets = listed(traffic.flatMap(({ targets }) => targets))
  return `Up to ${percent(most)} of the general public of ${targets}, for ${lasted(exposedMs)}.`
}
