import { guardStandings, PLAN } from '../../core/change/rollout/plan-guards.ts'
import { type Change, runOf } from '../../core/change/state/change.ts'
import { rulesOf } from '../../core/runbook/rules-of.ts'
import { type RuleView, viewRule } from './rule-view.ts'
import type { Seen } from './seen.ts'

/** The guards of the plan, which watch over all of its rollouts until their canary is adopted. */
export function viewGuards(seen: Seen): readonly RuleView[] {
  const { change, judged, shapeOf, now } = seen
  const run = runOf(change)
  const live = run === null || !isWatching(change) ? [] : guardStandings(change.runbook, run, judged, now, 0)
  const last = (rule: { readonly id: string }, target: string) =>
    judged.find((one) => one.step === PLAN && one.rule === rule.id && one.target === target) ?? null
  const missing = run?.guards?.missing ?? {}
  const guards = new Set<object>(change.runbook.guards)
  return rulesOf(change.runbook)
    .filter(({ rule }) => guards.has(rule))
    .map(({ rule, targets }) => viewRule(rule, targets, { live, last, missing, shapeOf }))
}

const isWatching = ({ status }: Change): boolean => status === 'running' || status === 'paused'
