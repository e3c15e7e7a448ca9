import type { EffectStep, RolloutStep, Runbook } from '../core/runbook/runbook.ts'

/** Deploy, three stages, flags, checklist: small, but with everything that the runtime has to carry out. */
export function testRunbook(over: { holdMs?: number; deploy?: Partial<EffectStep> } = {}): Runbook {
  const { holdMs = 1_200 } = over
  const deploy: EffectStep = {
    kind: 'effect',
    id: 'deploy-wix',
    title: 'Deploy wix',
    after: [],
    act: { act: 'deploy', target: 'wix', version: 'v2' },
    timeLimitMs: 60_000,
    attempts: 1,
    backoffMs: 100,
    unknown: { ask: 'repeat' },
    onFailure: 'rollback',
    undo: { undo: 'act', act: { act: 'undeploy', target: 'wix' }, timeLimitMs: 20_000, attempts: 2 },
    pointOfNoReturn: false,
    ...over.deploy,
  }
  const rollout: RolloutStep = {
    kind: 'rollout',
    id: 'rollout',
    title: 'Move the traffic',
    after: ['deploy-wix'],
    targets: ['wix'],
    stages: [2_000, 5_000, 10_000].map((weight) => ({ weight, holdMs, segments: [] })),
    gates: [
      {
        kind: 'gate',
        id: 'success',
        signal: 'success-ratio',
        bound: { op: 'at-least', value: 0.99 },
        form: { form: 'over', span: 'hold' },
        minSamples: 5,
        noData: { afterMs: 60_000, then: 'hold' },
        otherwise: 'rollback',
      },
    ],
    guards: [
      {
        kind: 'guard',
        id: 'errors',
        signal: 'success-ratio',
        bound: { op: 'below', value: 0.9 },
        form: { form: 'for', ms: 1_000, lookbackMs: 2_000 },
        minSamples: 5,
        noData: { afterMs: 60_000, then: 'hold' },
        then: 'rollback',
      },
    ],
    adopt: true,
    headerOverride: false,
    descendHoldMs: 500,
  }
  const flags: EffectStep = {
    ...deploy,
    id: 'flags',
    title: 'Freeze flags',
    after: ['rollout'],
    act: { act: 'set-flags', targets: ['wix'], set: { GlassFXEnabled: true }, lock: true },
    undo: {
      undo: 'act',
      act: { act: 'restore-flags', targets: ['wix'], flags: ['GlassFXEnabled'] },
      timeLimitMs: 20_000,
      attempts: 2,
    },
  }
  return {
    format: 1,
    plan: 'small',
    title: 'Small',
    environment: 'staging',
    version: 'v2',
    inputs: {},
    pace: 1,
    window: null,
    targets: ['wix'],
    whenBusy: 'wait',
    steps: [deploy, rollout, flags],
    accept: [
      { id: 'held', title: 'SLO held', check: { check: 'held', rollout: 'rollout', gate: 'success' } },
      {
        id: 'flag',
        title: 'Flag set',
        check: {
          check: 'act',
          act: { act: 'read-flag', targets: ['wix'], flag: 'GlassFXEnabled', equals: true },
          timeLimitMs: 5_000,
        },
      },
    ],
  }
}
