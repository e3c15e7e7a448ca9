import type { Gate, Guard } from '../judge/rule.ts'
import type { EffectStep, RolloutStep, Runbook } from './runbook.ts'

/** A small but whole runbook for tests: two deploys, a rollout over four stages, flags, an action, a checklist. */
const MINUTE = 60_000

export const gate: Gate = {
  kind: 'gate',
  id: 'success-gate',
  signal: 'success-ratio',
  bound: { op: 'at-least', value: 0.99 },
  form: { form: 'over', span: 'hold' },
  minSamples: 50,
  noData: { afterMs: 5 * MINUTE, then: 'hold' },
  otherwise: 'rollback',
}

export const guard: Guard = {
  kind: 'guard',
  id: 'success-guard',
  signal: 'success-ratio',
  bound: { op: 'below', value: 0.97 },
  form: { form: 'for', ms: MINUTE, lookbackMs: MINUTE },
  minSamples: 10,
  noData: { afterMs: 5 * MINUTE, then: 'rollback' },
  then: 'rollback',
}

/** Rules that the sequential judge decides. */
export const worseGuard: Guard = {
  kind: 'guard',
  id: 'worse',
  signal: 'success-ratio',
  bound: { op: 'worse-than', of: 'stable', times: 1.25, plus: 0 },
  form: { form: 'test', confidence: 0.999 },
  minSamples: 0,
  noData: { afterMs: 5 * MINUTE, then: 'hold' },
  then: 'rollback',
}

export const noWorseGate: Gate = {
  kind: 'gate',
  id: 'no-worse',
  signal: 'success-ratio',
  bound: { op: 'no-worse-than', of: 'stable', times: 1.5, plus: 0 },
  form: { form: 'test', confidence: 0.95 },
  minSamples: 0,
  noData: { afterMs: 5 * MINUTE, then: 'hold' },
  otherwise: 'rollback',
}

export function deploy(target: string, over: Partial<EffectStep> = {}): EffectStep {
  return {
    kind: 'effect',
    id: `deploy-${target}`,
    title: `Deploy ${target}`,
    after: [],
    act: { act: 'deploy', target, version: 'v2.0.0' },
    timeLimitMs: 10 * MINUTE,
    attempts: 1,
    backoffMs: 10_000,
    unknown: { ask: 'person' },
    onFailure: 'rollback',
    undo: { undo: 'act', act: { act: 'undeploy', target }, timeLimitMs: MINUTE, attempts: 2 },
    pointOfNoReturn: false,
    ...over,
  }
}

export const rollout: RolloutStep = {
  kind: 'rollout',
  id: 'rollout',
  title: 'Rollout',
  after: ['deploy-wix', 'deploy-gamma'],
  targets: ['gamma', 'wix'],
  stages: [5, 25, 50, 100].map((percent) => ({
    weight: percent * 100,
    holdMs: (percent === 100 ? 15 : 5) * MINUTE,
    segments: [],
  })),
  gates: [gate],
  guards: [guard],
  adopt: true,
  headerOverride: false,
  descendHoldMs: 5 * MINUTE,
}

const flags: EffectStep = deploy('wix', {
  id: 'flags',
  title: 'Freeze flags',
  after: ['rollout'],
  act: { act: 'set-flags', targets: ['gamma', 'wix'], set: { CanaryEnabled: false }, lock: true },
  unknown: { ask: 'repeat' },
  undo: {
    undo: 'act',
    act: { act: 'restore-flags', targets: ['gamma', 'wix'], flags: ['CanaryEnabled'] },
    timeLimitMs: MINUTE,
    attempts: 1,
  },
})

const sync: EffectStep = deploy('wix', {
  id: 'sync',
  title: 'Sync the registry',
  after: ['flags'],
  act: { act: 'action', name: 'sync-registry', with: {} },
  undo: { undo: 'none', because: 'a sync repeats harmlessly' },
})

export function sampleRunbook(over: Partial<Runbook> = {}): Runbook {
  return {
    format: 1,
    plan: 'sample',
    title: 'Sample',
    environment: 'staging',
    version: 'v2.0.0',
    inputs: {},
    pace: 1,
    window: { start: null, durationMs: 45 * MINUTE, atEnd: 'hold' },
    targets: ['gamma', 'wix'],
    whenBusy: 'wait',
    steps: [deploy('wix'), deploy('gamma'), rollout, flags, sync],
    accept: [
      { id: 'held', title: 'Held 99 %', check: { check: 'held', rollout: 'rollout', gate: 'success-gate' } },
      {
        id: 'canary-off',
        title: 'CanaryEnabled is false',
        check: {
          check: 'act',
          act: { act: 'read-flag', targets: ['gamma', 'wix'], flag: 'CanaryEnabled', equals: false },
          timeLimitMs: MINUTE,
        },
      },
      { id: 'ada', title: 'ADA checks', check: { check: 'person', who: 'a designer' } },
      {
        id: 'telemetry',
        title: 'Telemetry',
        check: {
          check: 'events',
          names: ['maintenance:window:start', 'canary:*', 'deploy:complete', 'maintenance:window:end'],
        },
      },
    ],
    ...over,
  }
}

const warmUp: EffectStep = {
  ...sync,
  id: 'warm-up',
  title: 'Warm up the caches',
  after: [],
  undo: {
    undo: 'act',
    act: { act: 'action', name: 'cool-down', with: {} },
    timeLimitMs: MINUTE,
    attempts: 1,
  },
}
const readiness: EffectStep = { ...sync, id: 'readiness', title: 'Ask who is ready', after: [] }
const publish: EffectStep = { ...sync, id: 'publish', title: 'Publish', after: [] }

/** Two phases before T, the sample's own steps at T, and one beside them. */
export function phasedRunbook(of: Runbook = sampleRunbook()): Runbook {
  return {
    ...of,
    leads: { cutover: { title: 'Cutover Lead', person: 'ada' } },
    phases: [
      { id: 'prepare', start: { start: 'scheduled' }, budgetMs: 10 * MINUTE, steps: [warmUp.id] },
      {
        id: 'final-checks',
        start: { start: 'at', offsetMs: -5 * MINUTE },
        lead: 'cutover',
        steps: [readiness.id],
      },
      {
        id: 'cutover',
        start: { start: 'at', offsetMs: 0 },
        lead: 'cutover',
        steps: of.steps.map(({ id }) => id),
      },
      { id: 'publishing', start: { start: 'at', offsetMs: 10 * MINUTE }, steps: [publish.id] },
    ],
    steps: [warmUp, readiness, ...of.steps, publish],
  }
}
