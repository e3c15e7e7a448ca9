import type { Rule } from '../judge/rule.ts'
import { countingRule } from './drill.ts'
import type { TaskCheck } from './follow-up.ts'
import type { Item, Runbook, Step } from './runbook.ts'

/** A rule that somebody measures, and the targets that it is measured on. */
export type PlacedRule = { readonly rule: Rule; readonly targets: readonly string[] }

/**
 * Every rule of a runbook: those of its rollouts, bakes and checklists, its own guards, which watch what the rollouts
 * move, the gates that verify a rollback, what is looked at of its tasks after the end, and what a drill counts.
 */
export function rulesOf({
  steps,
  accept,
  targets,
  guards = [],
  wayDown,
  followUps = [],
  drill,
}: Pick<
  Runbook,
  'steps' | 'accept' | 'targets' | 'guards' | 'wayDown' | 'followUps' | 'drill'
>): readonly PlacedRule[] {
  const rollouts = steps.filter((step) => step.kind === 'rollout')
  const moved = [...new Set(rollouts.flatMap((step) => step.targets))]
  return [
    ...steps.flatMap(rulesOfStep),
    ...accept.flatMap(ruleOf),
    ...guards.map((rule) => ({ rule, targets: rollouts.length === 0 ? targets : moved })),
    ...(wayDown?.verify?.gates ?? []).map((rule) => ({ rule, targets })),
    ...followUps.flatMap(({ tasks }) => tasks.flatMap(({ evidence }) => ruleOf({ check: evidence }))),
    ...(drill === undefined
      ? []
      : rollouts
          .filter(({ id }) => id === drill.rollout)
          .map((step) => ({ rule: countingRule(drill.requests), targets: step.targets }))),
  ]
}

function rulesOfStep(step: Step): readonly PlacedRule[] {
  switch (step.kind) {
    case 'rollout': {
      const { targets, gates, guards, stages } = step
      const lines = stages.flatMap(({ checklist = [] }) => checklist)
      const own = stages.flatMap((stage) => stage.gates ?? [])
      return [...[...gates, ...own, ...guards].map((rule) => ({ rule, targets })), ...lines.flatMap(ruleOf)]
    }
    case 'bake':
      return step.gates.map((rule) => ({ rule, targets: step.targets }))
    case 'checklist':
      return step.items.flatMap(ruleOf)
    // What it measures is what others compare with.
    case 'capture':
    case 'effect':
    case 'adopt':
    case 'approve':
    case 'mode':
      return []
  }
}

function ruleOf({ check }: { readonly check: Item['check'] | TaskCheck | undefined }): readonly PlacedRule[] {
  return check?.check === 'rule' ? [{ rule: check.rule, targets: check.targets }] : []
}
