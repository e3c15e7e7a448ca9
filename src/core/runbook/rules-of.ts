import type { Rule } from '../judge/rule.ts'
import type { Runbook } from './runbook.ts'

/** A rule that somebody measures, and the targets that it is measured on. */
export type PlacedRule = { readonly rule: Rule; readonly targets: readonly string[] }

/**
 * Every rule of a runbook: those of its rollouts, its own guards, which watch what the rollouts move, and the gates that
 * verify a rollback.
 */
export function rulesOf({
  steps,
  targets,
  guards = [],
  wayDown,
}: Pick<Runbook, 'steps' | 'targets' | 'guards' | 'wayDown'>): readonly PlacedRule[] {
  const rollouts = steps.filter((step) => step.kind === 'rollout')
  const moved = [...new Set(rollouts.flatMap((step) => step.targets))]
  return [
    ...rollouts.flatMap((step) =>
      [...step.gates, ...step.guards].map((rule) => ({ rule, targets: step.targets })),
    ),
    ...guards.map((rule) => ({ rule, targets: rollouts.length === 0 ? targets : moved })),
    ...(wayDown?.verify?.gates ?? []).map((rule) => ({ rule, targets })),
  ]
}
