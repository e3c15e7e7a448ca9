import fc from 'fast-check'
import type { BakeStep, EffectStep, Item, RolloutStep, Runbook, Step } from '../../runbook/runbook.ts'
import { deploy, gate, rollout, sampleRunbook } from '../../runbook/sample-runbook.testing.ts'
import { MINUTE } from './world-moments.testing.ts'
import { approval, askedIn, items, leads, onTarget, stages } from './world-people.testing.ts'
import { bakes, planGuards, rules } from './world-rules.testing.ts'

/** The shapes of random plans: which steps there are, and what comes after what. */
export const effectHow = fc.record({
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
export const sampleLike = fc
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

/**
 * Any order of three actions, with a rollout of one target each, or two of the same after one another, somewhere
 * behind them.
 */
export const anyShape = fc
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
