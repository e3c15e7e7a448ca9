import type { ChecklistStep, Phase, RolloutStep, Runbook } from '../../../src/core/runbook/runbook.ts'

/**
 * A rollout that holds its first stage for an hour, watched by a gate and a guard: what an open change mostly looks
 * like.
 */
export function crowdRunbook(target: string): Runbook {
  const rollout: RolloutStep = {
    kind: 'rollout',
    id: 'rollout',
    title: 'Move the traffic',
    after: [],
    targets: [target],
    stages: [500, 2_500, 10_000].map((weight) => ({ weight, holdMs: 3_600_000, segments: [] })),
    gates: [
      {
        kind: 'gate',
        id: 'success',
        signal: 'success-ratio',
        bound: { op: 'at-least', value: 0.99 },
        form: { form: 'over', span: 'hold' },
        minSamples: 50,
        noData: { afterMs: 300_000, then: 'rollback' },
        otherwise: 'rollback',
      },
    ],
    guards: [
      {
        kind: 'guard',
        id: 'errors',
        signal: 'success-ratio',
        bound: { op: 'below', value: 0.97 },
        form: { form: 'for', ms: 60_000, lookbackMs: 60_000 },
        minSamples: 10,
        noData: { afterMs: 300_000, then: 'rollback' },
        then: 'rollback',
      },
    ],
    adopt: true,
    headerOverride: false,
    descendHoldMs: 60_000,
  }
  return {
    format: 1,
    plan: 'crowd',
    title: 'One of many',
    environment: 'bench',
    version: 'v2.0.0',
    inputs: {},
    pace: 1,
    window: null,
    targets: [target],
    whenBusy: 'wait',
    steps: [rollout],
    accept: [],
  }
}

/** The same in three phases, two of them still to come, watched by six guards of the plan. */
export function phasedRunbook(target: string): Runbook {
  const plain = crowdRunbook(target)
  const [rollout] = plain.steps
  if (rollout?.kind !== 'rollout') throw new Error('the crowd rolls out')
  const [guard] = rollout.guards
  if (guard === undefined) throw new Error('the crowd has a guard')
  const ask = (id: string): ChecklistStep => ({
    kind: 'checklist',
    id,
    title: 'Somebody has looked',
    after: [],
    items: [{ id: 'looked', title: 'Somebody has looked', check: { check: 'person', who: 'anyone' } }],
  })
  const at = (id: string, hours: number): Phase => ({
    id,
    start: { start: 'at', offsetMs: hours * 3_600_000 },
    steps: [id],
  })
  return {
    ...plain,
    steps: [{ ...rollout, guards: [] }, ask('publishing'), ask('tuning')],
    phases: [
      { id: 'cutover', start: { start: 'at', offsetMs: 0 }, steps: [rollout.id] },
      at('publishing', 2),
      at('tuning', 3),
    ],
    guards: Array.from({ length: 6 }, (_, i) => ({ ...guard, id: `guard-${i + 1}` })),
  }
}
