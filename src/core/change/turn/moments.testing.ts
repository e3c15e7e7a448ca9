import assert from 'node:assert/strict'
import type { Runbook, Step } from '../../runbook/runbook.ts'
import { type rollout, sampleRunbook } from '../../runbook/sample-runbook.testing.ts'
import { readScript } from '../../simulate/script.ts'
import { simulate } from '../../simulate/simulate.ts'
import { AT, Stand } from './stand.testing.ts'

/** Where the tests of single moments begin: when two things happen at once, or when something never comes. */

export const SECOND = 1_000
export const MINUTE = 60_000
export const withRollout = (over: Partial<typeof rollout>): Step[] =>
  sampleRunbook().steps.map((step) => (step.kind === 'rollout' ? { ...step, ...over } : step))
export const oneStage = [{ weight: 10_000, holdMs: MINUTE, segments: [] }]

/** Both deploys are done, and the first stage is written. */
export function rolling(over: Partial<Runbook> = {}): Stand {
  const stand = new Stand(sampleRunbook(over))
  stand.answer('deploy-wix')
  stand.answer('deploy-gamma')
  assert.equal(stand.count('stage-entered'), 1)
  return stand
}

export function adopting(): Stand {
  const stages = [2_500, 10_000].map((weight) => ({ weight, holdMs: MINUTE, segments: [] }))
  const stand = rolling({ steps: withRollout({ stages }) })
  for (const _ of stages) {
    stand.turn(SECOND)
    stand.now += MINUTE
    stand.hear()
    stand.turn(0)
  }
  assert.equal(stand.count('adopting'), 1)
  return stand
}

export function scripted(yaml: string, runbook = sampleRunbook()) {
  const read = readScript(yaml)
  assert.ok('script' in read, JSON.stringify(read))
  return simulate(runbook, read.script, AT)
}
