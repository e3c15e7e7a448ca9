import type { Link } from '../../core/runbook/change-facts.ts'
import type { Runbook } from '../../core/runbook/runbook.ts'
import { withoutMarks } from '../../core/text/visible.ts'
import type { Millis } from '../../core/time/instant.ts'

/** What the plan tells people of the change. Nothing of it decides anything. */
export type FactsView = {
  /** Who keeps the plan, and who reviews it. */
  readonly owner: string | null
  readonly reviewers: readonly string[]
  readonly services: readonly string[]
  /** What users will notice, and for how long. */
  readonly impact: string | null
  readonly impactMs: Millis | null
  readonly risks: readonly {
    readonly risk: string
    readonly likelihood: string
    readonly impact: string
    readonly mitigation: string | null
  }[]
  readonly tickets: readonly string[]
  readonly links: readonly Link[]
}

export function viewFacts({ owner, reviewers = [], change = {} }: Runbook): FactsView {
  const { services = [], impact, impactMs, risks = [], tickets = [], links = [] } = change
  return {
    owner: owner ?? null,
    reviewers,
    services,
    impact: impact === undefined ? null : withoutMarks(impact),
    impactMs: impactMs ?? null,
    risks: risks.map((one) => ({
      risk: withoutMarks(one.risk),
      likelihood: withoutMarks(one.likelihood),
      impact: withoutMarks(one.impact),
      mitigation: one.mitigation === undefined ? null : withoutMarks(one.mitigation),
    })),
    tickets: tickets.map(withoutMarks),
    links: links.map(({ title, url }) => ({ title: withoutMarks(title), url: withoutMarks(url) })),
  }
}
