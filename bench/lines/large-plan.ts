import { parse } from 'yaml'
import { checkPlan, compilePlan } from '../../src/core/plan/plan.ts'
import { type Times, timesOf } from '../parts/figures.ts'
import { type Line, slower } from '../parts/line.ts'

const STEPS = 1_000
/** So many steps apart are those that tell something. */
const DECLARING = 4

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

/** In groups of fifty, every other one side by side; each step is given what an earlier one told. */
function largePlan(steps: number): string {
  const groups = Array.from({ length: Math.ceil(steps / 50) }, (_, g) => {
    const from = g * 50
    const members = Array.from({ length: Math.min(50, steps - from) }, (_, i) => action(from + i, from)).join(
      '',
    )
    return `  - ${g % 2 === 0 ? 'parallel:' : ''}\n${members}`
  })
  return `plan: large
title: A large plan
inputs:
  region: { type: string, default: eu }
environment: bench
steps:
${groups.join('')}`
}

/** Every fourth tells something; those of later groups are given the last of it from before their own group. */
function action(n: number, groupFrom: number): string {
  const teller = groupFrom - DECLARING - (groupFrom % DECLARING)
  const given = teller < 0 ? 'inputs.region' : `steps["s${teller}"].outputs.id`
  const tells = n % DECLARING === 0 ? '        outputs: { id: string }\n' : ''
  return `      - action: sync-${n % 40}
        id: s${n}
        with: { from: '\${{ ${given} }}' }
${tells}        unknown: repeat
        undo: { none: true, because: it leaves nothing behind }
`
}
