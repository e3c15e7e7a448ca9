import { parse } from 'yaml'
import { checkPlan, compilePlan } from '../../src/core/plan/plan.ts'
import { type Times, timesOf } from '../parts/figures.ts'
import { largePlan } from '../parts/large-plan.ts'
import { type Line, slower } from '../parts/line.ts'

const STEPS = 1_000

export const largePlanLine: Line = {
  name: 'large-plan',
  title: 'Checking and compiling a plan of a thousand steps',
  limitedBy:
    'Reading YAML with the place of everything in it, for findings that name line and column, is a good half. The ' +
    'rest is one type check for each expression, the schema, and what stands before what.',
  measure: async ({ quick, say }) => {
    const steps = quick ? 100 : STEPS
    const text = largePlan(steps)
    say(`checking a plan of ${steps} steps`)
    const runs = quick ? 1 : 20
    const yaml = times(runs, () => parse(text))
    const beside = 'its YAML parsed, no more'
    const checked = times(runs, () => {
      const [first] = checkPlan(text, 'large.yaml')
      if (first !== undefined) throw new Error(`the plan is wrong: ${first.line}: ${first.message}`)
    })
    const compiled = times(runs, () => {
      const compiled = compilePlan(text, 'large.yaml', { inputs: {}, pace: 1, binding: null })
      if (!('runbook' in compiled)) throw new Error('the plan does not compile')
      if (compiled.runbook.steps.length !== steps) throw new Error('the runbook is not the whole plan')
    })
    return [
      slower(`${steps.toLocaleString('en-US')} steps checked`, checked, beside, yaml, '500 ms in the middle'),
      slower(`${steps.toLocaleString('en-US')} steps compiled`, compiled, beside, yaml),
    ]
  },
}

function times(runs: number, work: () => void): Times {
  return timesOf(
    Array.from({ length: runs }, () => {
      const from = performance.now()
      work()
      return performance.now() - from
    }),
  )
}
