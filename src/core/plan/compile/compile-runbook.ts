import type { Binding } from '../../binding/binding.ts'
import { own } from '../../document/tree.ts'
import { paceOf } from '../../runbook/pace.ts'
import type { Runbook } from '../../runbook/runbook.ts'
import type { Given } from '../fill/inputs.ts'
import type { People } from '../fill/people.ts'
import { linesOf } from '../item/lines-of.ts'
import type { Plan } from '../schema/plan.ts'
import type { Setting } from '../step/effect-kind.ts'
import { arrange, planTargets } from './arrange.ts'
import { withCanaryLogs } from './canary-log.ts'
import { compileAccept } from './compile-accept.ts'
import { compileFacts } from './compile-facts.ts'
import { compileFollowUps } from './compile-follow-ups.ts'
import { compileGuards } from './compile-guards.ts'
import { compileLevels } from './compile-levels.ts'
import { compileLeads, compilePhases } from './compile-phases.ts'
import { compileProbes } from './compile-probes.ts'
import { compileStep } from './compile-step.ts'
import { compileWayDown } from './compile-way-down.ts'

export type Compiling = {
  readonly binding: Binding | null
  readonly pace: number
  readonly people?: People | undefined
  /** What a checklist means by the rollback that was rehearsed. */
  readonly rollback: string
}

/** What a plan without errors runs as, with these inputs. */
export function compileRunbook(
  plan: Plan,
  values: Given,
  { binding, pace, people, rollback }: Compiling,
): Runbook {
  const steps = arrange(plan, true)
  const environment = plan.environment ?? ''
  const setting: Setting = {
    version: plan.version ?? '',
    targets: planTargets(steps),
    pace: paceOf(pace),
    binding: own(binding?.environments, environment) ?? null,
    rollback,
  }
  const { window } = plan
  const lines = linesOf(plan.accept, ['accept']).map(({ line }) => line)
  const runbook: Runbook = {
    format: 1,
    plan: plan.plan,
    title: plan.title,
    environment,
    version: setting.version,
    inputs: values,
    pace,
    window:
      window === undefined
        ? null
        : {
            start: window.start ?? null,
            durationMs: setting.pace(window.duration),
            atEnd: window.atEnd ?? 'hold',
          },
    targets: setting.targets,
    whenBusy: plan.whenBusy ?? 'wait',
    steps: steps.map((step) => compileStep(step, { plan, steps, setting })),
    accept: compileAccept(lines, steps, setting),
    ...(plan.followUps === undefined ? {} : { followUps: compileFollowUps(plan.followUps, steps, setting) }),
    ...(plan.change === undefined ? {} : { change: compileFacts(plan.change, setting.pace) }),
    ...(plan.owner === undefined ? {} : { owner: plan.owner }),
    ...(plan.reviewers === undefined ? {} : { reviewers: plan.reviewers }),
    ...(plan.phases === undefined ? {} : { phases: compilePhases(plan, steps, setting.pace) }),
    ...(plan.leads === undefined ? {} : { leads: compileLeads(plan.leads, people?.leads) }),
    ...(plan.contacts === undefined ? {} : { contacts: { ...plan.contacts, ...people?.contacts } }),
    ...(plan.guards === undefined ? {} : { guards: compileGuards(plan.guards, setting.pace) }),
    ...(plan.levels === undefined ? {} : { levels: compileLevels(plan, steps, setting) }),
    ...(plan.probes === undefined ? {} : { probes: compileProbes(plan.probes, setting.pace) }),
    ...(plan.rollback === undefined ? {} : { wayDown: compileWayDown(plan.rollback, setting) }),
  }
  return withCanaryLogs(runbook, steps, setting)
}
