import { type Change, runOf, type StepProgress } from '../../core/change/state/change.ts'
import type { Step } from '../../core/runbook/runbook.ts'

/** How far a change has come: of a rollout each stage counts, of the rest each step and each check. */
export type Progress = { readonly done: number; readonly of: number }

export function progressOf(change: Change): Progress {
  const { steps, accept } = change.runbook
  const run = runOf(change)
  const stepsDone = steps.map((step) => doneIn(step, run?.steps[step.id]))
  const passed = accept.filter(({ id }) => run?.accept[id]?.status === 'passed').length
  return {
    done: sum(stepsDone) + passed,
    of: sum(steps.map(partsOf)) + accept.length,
  }
}

const partsOf = (step: Step): number => (step.kind === 'rollout' ? step.stages.length : 1)

function doneIn(step: Step, progress: StepProgress | undefined): number {
  if (progress?.status === 'done') return partsOf(step)
  return progress?.status === 'rolling' ? progress.rollout.passed.length : 0
}

const sum = (all: readonly number[]): number => all.reduce((a, b) => a + b, 0)
