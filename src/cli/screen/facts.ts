import type { ChangeView } from '../../read/change/change-view.ts'
import { impactWords, riskWords } from '../../read/words/facts.ts'
import { type Frame, headed } from './frame.ts'
import { plain, wrap } from './text.ts'

/** What the plan tells people of the change; nothing where it tells nothing. */
export function drawFacts({ facts }: ChangeView, { paint, columns }: Frame): readonly string[] {
  const { owner, reviewers, services, risks, tickets, links } = facts
  const impact = impactWords(facts)
  const kept = [
    ...(owner === null ? [] : [`kept by ${owner}`]),
    ...(reviewers.length === 0 ? [] : [`reviewed by ${reviewers.join(', ')}`]),
  ]
  const lines = [
    ...(impact === null ? [] : [`impact: ${impact}`]),
    ...(services.length === 0 ? [] : [`services: ${services.join(', ')}`]),
    ...risks.map((risk) => `risk: ${riskWords(risk)}`),
    ...(tickets.length === 0 ? [] : [`tickets: ${tickets.join(', ')}`]),
    ...links.map(({ title, url }) => `${title}: ${url}`),
    ...(kept.length === 0 ? [] : [`plan: ${kept.join(', ')}`]),
  ]
  return headed(
    paint,
    'About',
    lines.flatMap((line) => wrap(plain(line), columns - 11)),
  )
}
