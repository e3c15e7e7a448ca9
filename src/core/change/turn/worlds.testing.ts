import fc from 'fast-check'
import type {
  ApproveStep,
  BakeStep,
  EffectStep,
  Item,
  RolloutStep,
  Runbook,
  Step,
} from '../../runbook/runbook.ts'
import { deploy, gate, guard, rollout, sampleRunbook } from '../../runbook/sample-runbook.testing.ts'
import { healthyWorld, type Script } from '../../simulate/script.ts'
import { moded } from './moded.testing.ts'
import { phased } from './phased.testing.ts'
import { backEffect, followers, WEIGHT_ITEMS, wayDown } from './way-down.testing.ts'

/**
 * Random worlds for the laws: plans of many shapes, and evidence, silence, effects, commands and restarts to meet
 * them.
 */
export const AT = 1_760_000_000_000
export const MINUTE = 60_000
const END = 40 * MINUTE

export const moment = fc.integer({ min: 0, max: END / 1000 }).map((s) => s * 1000)
const targets = fc.constantFrom<string[]>(['wix'], ['gamma'], ['wix', 'gamma'])

/** Items that the plans below may have. */
const ITEM_REFS = [
  'early/anyone',
  'early/backup',
  'ready/page',
  'ready/backup',
  'ready/anyone',
  'rollout-0@1/page',
  'rollout@2/anyone',
] as const

/** A rule of a checklist, over what was before it was asked. */
const itemRule = { ...gate, id: 'quiet-rule', form: { form: 'over' as const, span: 30_000 }, minSamples: 1 }

const evidence = fc.record({
  from: moment,
  lasts: fc.integer({ min: 1_000, max: 10 * MINUTE }),
  targets,
  slot: fc.constantFrom('canary' as const, 'stable' as const),
  what: fc.oneof(
    fc.double({ min: 0, max: 1, noNaN: true }).map((success) => ({ success })),
    fc.constant({ success: 0.985 }),
    fc.constant({ missing: true }),
    fc.constant({ lost: true }),
  ),
})
const effect = fc.record({
  item: fc.constantFrom(
    'deploy-wix',
    'deploy-gamma',
    'flags',
    'sync',
    'a',
    'b',
    'c',
    'p',
    'q',
    'x',
    'accept:canary-off',
    'ready/backup',
    'rollout-0@1/backup',
    ...WEIGHT_ITEMS,
  ),
  direction: fc.constantFrom('do' as const, 'check' as const, 'undo' as const),
  takes: fc.integer({ min: 0, max: 12 * MINUTE }),
  outcome: fc.constantFrom('done' as const, 'failed' as const, 'unknown' as const),
})
const command = fc.record({
  at: moment,
  do: fc.constantFrom(
    'pause' as const,
    'resume' as const,
    'promote' as const,
    'promote-all' as const,
    'abort' as const,
    'rollback' as const,
    'rollback-gradual' as const,
    'kill' as const,
    'extend' as const,
    'settle' as const,
    'consider' as const,
    'decline' as const,
    'answer' as const,
    'tick' as const,
    'untick' as const,
    'not-ready' as const,
    'decide' as const,
  ),
  item: fc.constantFrom('deploy-wix', 'flags', 'a', 'b', 'p', 'canary-off', 'go', ...ITEM_REFS),
  as: fc.constantFrom(
    'done' as const,
    'failed' as const,
    'repeat' as const,
    'skip' as const,
    'reject' as const,
  ),
  who: fc.option(fc.constantFrom('ada', 'ben', 'operator', 'mallory'), { nil: undefined }),
  note: fc.option(fc.constant('drawn'), { nil: undefined }),
})

export const script: fc.Arbitrary<Script> = fc
  .record({
    evidence: fc.array(evidence, { maxLength: 5 }),
    effects: fc.array(effect, { maxLength: 4 }),
    backEffects: fc.array(backEffect, { maxLength: 2 }),
    commands: fc.array(command, { maxLength: 5 }),
    restarts: fc.array(moment, { maxLength: 2 }),
    requestsPerSecond: fc.constantFrom(0.2, 3, 100),
    proxiesTake: fc.constantFrom(0, 200, 20_000),
    peopleTake: fc.constantFrom(0, MINUTE, 5 * MINUTE),
    writesTake: fc.constantFrom(0, 10_000, 2 * MINUTE),
  })
  .map((said) => ({
    ...healthyWorld(),
    scrapeEvery: 5_000,
    requestsPerSecond: said.requestsPerSecond,
    proxiesTake: said.proxiesTake,
    peopleTake: said.peopleTake,
    writesTake: said.writesTake,
    restarts: said.restarts,
    evidence: said.evidence.map(({ from, lasts, targets, slot, what }) => ({
      from,
      until: from + lasts,
      targets,
      slot,
      ...what,
    })),
    effects: [...said.effects, ...said.backEffects].map((e) => ({ ...e, reason: 'drawn', outputs: {} })),
    commands: said.commands.map((c) => ({
      ...c,
      because: 'drawn',
      override: 'drawn',
      by: MINUTE,
      ...(c.do === 'answer'
        ? { guard: 'plan-guard', as: c.as === 'skip' ? ('rollback' as const) : ('resume' as const) }
        : {}),
    })),
    until: 90 * MINUTE,
  }))

const silence = fc.constantFrom('hold' as const, 'pause' as const, 'rollback' as const)
const rules = fc
  .record({
    gateSilence: silence,
    guardSilence: fc.oneof(silence, fc.constant('ignore' as const)),
    otherwise: silence,
    guardThen: fc.constantFrom('rollback' as const, 'rollback-gradual' as const, 'pause' as const),
    lookbackMs: fc.constantFrom(5_000, 10_000, MINUTE),
    gated: fc.boolean(),
  })
  .map((how) => ({
    gates: how.gated
      ? [{ ...gate, otherwise: how.otherwise, noData: { ...gate.noData, then: how.gateSilence } }]
      : [],
    guards: [
      {
        ...guard,
        then: how.guardThen,
        noData: { ...guard.noData, then: how.guardSilence },
        form: { form: 'for' as const, ms: MINUTE, lookbackMs: how.lookbackMs },
      },
    ],
  }))

/** Of the plan: none, or one that asks, tells, goes back at once or step by step. */
const planGuards = fc.oneof(
  fc.constant({}),
  fc
    .record({
      then: fc.constantFrom('rollback' as const, 'rollback-gradual' as const, 'pause' as const),
      noData: fc.oneof(silence, fc.constant('ignore' as const)),
      people: fc.constantFrom({}, { tell: ['lead'] }, { ask: ['lead'] }),
      lookbackMs: fc.constantFrom(5_000, MINUTE),
    })
    .map(({ then, noData, people, lookbackMs }) => ({
      leads: { lead: { title: 'Lead' } },
      guards: [
        {
          ...guard,
          id: 'plan-guard',
          then,
          noData: { ...guard.noData, then: noData },
          form: { form: 'for' as const, ms: 30_000, lookbackMs },
          ...(then === 'pause' ? people : {}),
        },
      ],
    })),
)

const bakes = fc
  .record({
    first: fc.boolean(),
    forMs: fc.constantFrom(90_000, 5 * MINUTE),
    every: fc.option(fc.constantFrom(30_000, MINUTE)),
    otherwise: silence,
    noData: silence,
  })
  .map(({ first, forMs, every, otherwise, noData }) => ({
    first,
    how: {
      forMs,
      ...(every === null ? {} : { everyMs: every }),
      gates: [{ ...gate, id: 'bake-gate', otherwise, noData: { ...gate.noData, then: noData } }],
    },
  }))

const effectHow = fc.record({
  onFailure: fc.constantFrom('rollback' as const, 'pause' as const, 'continue' as const),
  unknown: fc.constantFrom(
    { ask: 'person' as const },
    { ask: 'repeat' as const },
    { ask: 'check' as const, check: { act: 'undeploy' as const, target: 'wix' } },
  ),
  attempts: fc.constantFrom(1, 3),
  pointOfNoReturn: fc.boolean(),
})

const window = fc.oneof(
  fc.constant(null),
  fc.record({
    start: fc.constant(null),
    durationMs: fc.constantFrom(12 * MINUTE, 45 * MINUTE),
    atEnd: fc.constantFrom('hold' as const, 'rollback' as const),
  }),
)

/** The sample's shape: two deploys, one rollout, flags, an action, a checklist. */
const sampleLike = fc
  .record({ rules, how: effectHow, window, planGuards })
  .map(({ rules, how, window, planGuards }) =>
    sampleRunbook({
      ...planGuards,
      window,
      steps: sampleRunbook().steps.map((step) => {
        if (step.id === 'deploy-wix') return deploy('wix', how)
        return step.kind === 'rollout' ? { ...rollout, ...rules } : step
      }),
    }),
  )

const ITEM_NAMES = ['page', 'anyone', 'backup', 'quiet', 'told', 'nice'] as const

/** What people and evidence say: of a lead, of anyone, an act, a rule, and what need not be so. */
const items: fc.Arbitrary<readonly Item[]> = fc
  .subarray([...ITEM_NAMES], { minLength: 1 })
  .map((names) => names.map((name): Item => ({ id: name, title: `The item ${name}`, ...ITEMS[name] })))

const ITEMS: Readonly<Record<(typeof ITEM_NAMES)[number], Pick<Item, 'check' | 'required'>>> = {
  page: { check: { check: 'person', who: '', lead: 'cutover', attach: true } },
  anyone: { check: { check: 'person', who: 'anyone' } },
  backup: {
    check: { check: 'act', act: { act: 'action', name: 'backup', with: {} }, timeLimitMs: MINUTE },
  },
  quiet: { check: { check: 'rule', rule: itemRule, targets: [] } },
  told: { check: { check: 'events', names: ['maintenance:window:start'] } },
  nice: { check: { check: 'person', who: 'anyone' }, required: false },
}

/** A rule is measured where the plan has a target. */
function onTarget(item: Item, target: string | undefined): readonly Item[] {
  if (item.check.check !== 'rule') return [item]
  return target === undefined ? [] : [{ ...item, check: { ...item.check, targets: [target] } }]
}

const approval = fc.record({
  onFailure: fc.constantFrom('rollback' as const, 'pause' as const, 'continue' as const),
  quorum: fc.constantFrom(1, 2),
  timeLimitMs: fc.constantFrom(null, 3 * MINUTE),
})

const leads = { cutover: { title: 'Cutover lead', person: 'ada' }, qa: { title: 'QA lead', person: 'ben' } }

const stages: fc.Arbitrary<RolloutStep['stages']> = fc
  .tuple(fc.subarray([0, 5, 25, 50]), fc.constantFrom(0, 30_000, 3 * MINUTE), fc.option(items), fc.boolean())
  .map(([weights, holdMs, checklist, last]) =>
    [...weights, 100].map((percent, i) => ({
      weight: percent * 100,
      holdMs,
      segments: [{ name: 'staff', weight: 10_000 }],
      ...(checklist === null || (i > 0 && !(last && percent === 100)) ? {} : { checklist }),
    })),
  )

/**
 * Any order of three actions, with a rollout of one target each, or two of the same after one another, somewhere
 * behind them.
 */
const anyShape = fc
  .record({
    how: fc.tuple(effectHow, effectHow, effectHow),
    edges: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
    rollouts: fc.constantFrom<readonly string[][]>(
      [],
      [['wix']],
      [['wix'], ['gamma']],
      [['wix'], ['wix']],
      [['gamma', 'wix']],
    ),
    stages: fc.tuple(stages, stages),
    rules,
    adopt: fc.constantFrom('at-end' as const, 'later' as const, 'never' as const),
    window,
    accept: fc.boolean(),
    planGuards,
    bake: fc.option(bakes),
    ownGates: fc.boolean(),
    people: fc.record({ ready: fc.option(items), go: fc.option(approval), last: fc.boolean() }),
  })
  .map(
    ({
      how,
      edges,
      rollouts,
      stages,
      rules,
      adopt,
      window,
      accept,
      planGuards,
      people,
      bake,
      ownGates,
    }): Runbook => {
      const names = ['a', 'b', 'c']
      // One target is moved twice only when its first rollout has adopted it.
      const ends = rollouts[1]?.[0] === 'wix' ? 'at-end' : adopt
      const targets = [...new Set(rollouts.flat())].sort()
      const placed = (list: readonly Item[]) => list.flatMap((item) => onTarget(item, targets[0]))
      const act = (i: number): EffectStep => ({
        ...deploy('wix', how[i]),
        id: names[i] as string,
        title: `Action ${names[i]}`,
        act: { act: 'action', name: 'any', with: {} },
        after: names.slice(0, i).filter((_, j) => edges[i + j] === true),
      })
      const roll = (targets: string[], i: number): Step => ({
        ...rollout,
        ...rules,
        id: `rollout-${i}`,
        targets,
        stages: withOwnGates(stages[i] as RolloutStep['stages'], ownGates).map(({ checklist, ...stage }) =>
          checklist === undefined ? stage : { ...stage, checklist: placed(checklist) },
        ),
        after:
          i === 0 ? [...(edges[5] === true ? ['a'] : []), ...asked.map(({ id }) => id)] : ['rollout-0', 'b'],
        ...(ends === 'later' ? { adopt: false, adoptLater: true as const } : { adopt: ends === 'at-end' }),
      })
      const asked = askedIn(people, placed)
      const rolled = rollouts.map(roll)
      const steps: Step[] = [act(0), act(1), ...asked, ...rolled, act(2), ...adoptionOf(rolled, bake, ends)]
      const hasPeople = asked.length > 0 || stages.flat().some(({ checklist }) => checklist !== undefined)
      return sampleRunbook({
        ...planGuards,
        ...(hasPeople ? { leads } : {}),
        window,
        targets,
        steps,
        accept: accept ? sampleRunbook().accept.filter(({ id }) => id === 'canary-off' || id === 'ada') : [],
      })
    },
  )

type PeopleDrawn = {
  readonly ready: readonly Item[] | null
  readonly go: (Pick<ApproveStep, 'quorum' | 'onFailure'> & { readonly timeLimitMs: number | null }) | null
  readonly last: boolean
}

/** A checklist and a decision before the first weight. */
function askedIn(
  { ready, go, last }: PeopleDrawn,
  placed: (list: readonly Item[]) => readonly Item[],
): readonly Step[] {
  const after = last ? ['a'] : []
  const checklist: Step[] =
    ready === null ? [] : [{ kind: 'checklist', id: 'ready', title: 'Ready', after, items: placed(ready) }]
  if (go === null) return checklist
  const { quorum, onFailure, timeLimitMs } = go
  const approve: Step = {
    kind: 'approve',
    id: 'go',
    title: 'Go',
    after: checklist.map(({ id }) => id),
    decision: 'go',
    by: ['cutover', 'qa'],
    quorum,
    onFailure,
    ...(timeLimitMs === null ? {} : { timeLimitMs }),
  }
  return [...checklist, approve]
}

/** Its first stage has a gate that the others have not. */
const withOwnGates = (stages: RolloutStep['stages'], has: boolean): RolloutStep['stages'] =>
  stages.map((stage, i) => (has && i === 0 ? { ...stage, gates: [{ ...gate, id: 'own-gate' }] } : stage))

/** One step for all that the rollouts leave, and one that watches before or after it. */
function adoptionOf(rollouts: readonly Step[], bake: Bake, ends: string): readonly Step[] {
  const rolled = rollouts.filter((step) => step.kind === 'rollout')
  const targets = [...new Set(rolled.flatMap(({ targets }) => targets))].sort()
  const ids = rolled.map(({ id }) => id)
  const baked = (after: readonly string[]): readonly Step[] =>
    bake === null || targets.length === 0
      ? []
      : [{ kind: 'bake', id: 'bake', title: 'Bake', after, targets, ...bake.how }]
  if (rolled.length === 0 || ends !== 'later') return baked([...ids, 'c'])
  const adopt = (after: readonly string[]): Step => ({
    kind: 'adopt',
    id: 'adopt',
    title: 'Adopt',
    after: [...after, 'c'],
    targets,
    rollouts: ids,
  })
  return bake?.first === false
    ? [adopt(ids), ...baked(['adopt'])]
    : [...baked(ids), adopt(bake === null ? ids : ['bake'])]
}

type Bake = { readonly first: boolean; readonly how: Pick<BakeStep, 'forMs' | 'everyMs' | 'gates'> } | null

const unphased = moded(fc.oneof(sampleLike, anyShape))

export const runbook: fc.Arbitrary<Runbook> = fc
  .tuple(fc.oneof(unphased, phased(unphased, effectHow, AT)), wayDown, followers)
  .map(([runbook, down, follow]) => ({ ...runbook, ...down, steps: runbook.steps.map(follow) }))
