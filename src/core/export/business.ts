import { rulesOf } from '../runbook/rules-of.ts'
import type { Runbook } from '../runbook/runbook.ts'
import type { Panel, PanelQuery } from './board.ts'
import type { Looked } from './numbers.ts'

/**
 * A signal of the business: what something takes or brings on average, money, or what the plan tells people of. The
 * name of a signal says nothing.
 */
export function isBusiness({ signal, bound }: Looked, runbook: Runbook): boolean {
  if (bound.kind === 'mean' || bound.unit === 'money') return true
  const levels = (runbook.levels ?? []).some((level) => level.signal === signal && level.tell !== undefined)
  return (
    levels ||
    rulesOf(runbook).some(
      ({ rule }) =>
        rule.kind === 'guard' &&
        rule.signal === signal &&
        (rule.tell !== undefined || rule.ask !== undefined),
    )
  )
}

type Question = {
  readonly title: string
  readonly asks: string
  /** Which signals answer it, as half a sentence. */
  readonly by: string
  readonly answers: (looked: Looked) => boolean
}

const costs = ({ bound }: Looked): boolean =>
  bound.direction === 'higher' && (bound.kind === 'mean' || bound.kind === 'ratio' || bound.unit === 'money')
const earns = ({ bound }: Looked): boolean => bound.direction === 'lower' && bound.unit === 'money'
const succeeds = ({ bound }: Looked): boolean => bound.direction === 'lower' && bound.kind === 'ratio'

/** The four questions of the business, each answered by what the signals are. */
const QUESTIONS: readonly Question[] = [
  {
    title: 'Revenue',
    asks: 'What comes in.',
    by: 'nothing in money of which less is worse',
    answers: earns,
  },
  {
    title: 'What succeeds',
    asks: 'Which share of payments and the like succeeds.',
    by: 'no ratio of the business of which less is worse',
    answers: succeeds,
  },
  {
    title: 'Satisfaction',
    asks: 'What customers say and do.',
    by: 'no score and no count of the business',
    answers: (looked) => !costs(looked) && !earns(looked) && !succeeds(looked),
  },
  {
    title: 'Margin',
    asks: 'What it costs, and what is lost.',
    by: 'no cost and no ratio of the business of which more is worse',
    answers: costs,
  },
]

export function businessPanels(
  seen: readonly Looked[],
  draw: (looked: Looked, legend: string) => PanelQuery,
): { readonly panels: readonly Panel[]; readonly remarks: readonly string[] } {
  const answered = QUESTIONS.map((question) => ({ question, by: seen.filter(question.answers) }))
  return {
    panels: answered.flatMap(({ question: { title, asks }, by }): readonly Panel[] =>
      by.length === 0
        ? []
        : [{ title, description: asks, kind: 'lines', queries: by.map((one) => draw(one, one.signal)) }],
    ),
    remarks: answered.flatMap(({ question: { title, by: wanted }, by }) =>
      by.length > 0
        ? []
        : [`the business board has no panel for ${title.toLowerCase()}: Prometheus measures ${wanted}.`],
    ),
  }
}
