import type { Runbook } from '../../src/core/runbook/runbook.ts'
import { readScript, type Script } from '../../src/core/simulate/script.ts'
import { type OnTurn, simulate } from '../../src/core/simulate/simulate.ts'
import { crowdRunbook } from '../parts/crowd/runbook.ts'
import { shortRate, type Times, timesOf } from '../parts/figures.ts'
import { type Line, slower } from '../parts/line.ts'

const DAY_MS = 86_400_000
const QUARTER_HOUR_MS = 900_000
const FOR_A_QUARTER_HOUR = { form: 'for', ms: QUARTER_HOUR_MS, lookbackMs: QUARTER_HOUR_MS } as const

export const simulateFortnight: Line = {
  name: 'simulate',
  title: 'Simulating a change of fourteen days',
  limitedBy:
    'What changes: where the same is measured again and again, how long each rule says the same is known without ' +
    'evaluating it, and no turn is taken at which nothing happens. What is left is the arithmetic of each ' +
    'measurement; with rates that are no whole numbers a scrape, each rule is evaluated each time, as the server does it.',
  measure: async ({ quick, say }) => {
    const days = quick ? 1 : 14
    const runbook = longRunbook(days)
    say(`simulating ${days} days`)
    const ours = play(runbook, quick ? 1 : 3)
    const runs = quick ? 1 : 2
    let turns = 0
    const everyTurn = play(runbook, runs, () => {
      turns += 1 / runs
    })
    return [
      slower(
        `${days} days, three stages, a gate and a guard`,
        ours,
        `each of ${turns.toLocaleString('en-US')} turns taken`,
        everyTurn,
        '300 ms in the middle',
      ),
      {
        what: 'virtual seconds a second',
        ours: shortRate((days * DAY_MS) / ours.median),
        beside: `real time: ${days} days`,
        ratio: (days * DAY_MS) / ours.median,
      },
    ]
  },
}

function play(runbook: Runbook, runs: number, onTurn?: OnTurn): Times {
  const took: number[] = []
  for (let i = 0; i < runs; i++) {
    const from = performance.now()
    const { change } = simulate(runbook, healthyWorld(), Date.UTC(2026, 2, 1), onTurn)
    took.push(performance.now() - from)
    if (change.status !== 'succeeded') throw new Error(`the simulated change ended ${change.status}`)
  }
  return timesOf(took)
}

function longRunbook(days: number) {
  const runbook = crowdRunbook('wix')
  const steps = runbook.steps.map((step) =>
    step.kind === 'rollout'
      ? {
          ...step,
          stages: step.stages.map((stage) => ({ ...stage, holdMs: (days * DAY_MS) / 3 })),
          guards: step.guards.map((guard) => ({ ...guard, form: FOR_A_QUARTER_HOUR })),
        }
      : step,
  )
  return { ...runbook, steps }
}

function healthyWorld(): Script {
  const read = readScript('until: 30d')
  if ('faults' in read) throw new Error(read.faults.join('; '))
  return read.script
}
