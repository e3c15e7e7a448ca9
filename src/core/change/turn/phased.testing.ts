import fc from 'fast-check'
import type { ChecklistStep, EffectStep, PhaseStart, Runbook, Step } from '../../runbook/runbook.ts'
import { deploy } from '../../runbook/sample-runbook.testing.ts'

/** Random plans with phases: two of actions before T, the plan that is given at T, and one beside it. */

const MINUTE = 60_000

type How = Pick<EffectStep, 'onFailure' | 'attempts' | 'unknown' | 'pointOfNoReturn'>

const first = fc.constantFrom<PhaseStart>({ start: 'scheduled' }, { start: 'at', offsetMs: -9 * MINUTE })
const second = fc.constantFrom<PhaseStart>(
  { start: 'scheduled' },
  { start: 'in-turn' },
  { start: 'at', offsetMs: -2 * MINUTE },
)
const beside = fc.constantFrom<PhaseStart>(
  { start: 'in-turn' },
  { start: 'at', offsetMs: 0 },
  { start: 'at', offsetMs: 8 * MINUTE },
)
const budget = fc.constantFrom({}, { budgetMs: MINUTE }, { budgetMs: 5 * MINUTE })

/** People and evidence before T. */
const EARLY: ChecklistStep = {
  kind: 'checklist',
  id: 'early',
  title: 'Early',
  after: [],
  items: [
    { id: 'anyone', title: 'Anyone', check: { check: 'person', who: 'anyone' } },
    {
      id: 'backup',
      title: 'Backup',
      check: { check: 'act', act: { act: 'action', name: 'backup', with: {} }, timeLimitMs: MINUTE },
    },
  ],
}

/** `start`: when the simulation does. */
export function phased(
  base: fc.Arbitrary<Runbook>,
  how: fc.Arbitrary<How>,
  start: number,
): fc.Arbitrary<Runbook> {
  return fc
    .record({
      of: base,
      how: fc.tuple(how, how, how),
      starts: fc.tuple(first, second, beside),
      budgets: fc.tuple(budget, budget, budget),
      before: fc.boolean(),
      window: fc.option(fc.constantFrom(12 * MINUTE, 45 * MINUTE)),
      undone: fc.boolean(),
      half: fc.option(fc.integer({ min: 1, max: 4 })),
      asks: fc.boolean(),
    })
    .map(({ of, how, starts, budgets, before, window, undone, half, asks }): Runbook => {
      const act = (id: string, i: number): EffectStep => ({
        ...deploy('wix', how[i]),
        id,
        title: `Action ${id}`,
        act: { act: 'action', name: 'any', with: {} },
        undo: undone
          ? { undo: 'act', act: { act: 'action', name: 'back', with: {} }, timeLimitMs: MINUTE, attempts: 2 }
          : { undo: 'none', because: 'it does no harm' },
      })
      const asked = before && asks ? [EARLY] : []
      const early = before ? [act('p', 0), ...asked, act('q', 1)] : []
      const [now, then] = halves(of.steps, half)
      const late = act('x', 2)
      const [one, two, three] = starts
      return {
        ...of,
        window:
          window === null ? of.window : { start: start + 10 * MINUTE, durationMs: window, atEnd: 'hold' },
        steps: [...early, ...now, ...then, late],
        phases: [
          ...(before
            ? [
                { id: 'first', start: one, ...budgets[0], steps: ['p', ...asked.map(({ id }) => id)] },
                { id: 'second', start: two, ...budgets[1], steps: ['q'] },
              ]
            : []),
          { id: 'at T', start: { start: 'at', offsetMs: 0 }, steps: now.map(({ id }) => id) },
          ...(then.length === 0
            ? []
            : [{ id: 'then', start: { start: 'in-turn' as const }, steps: then.map(({ id }) => id) }]),
          { id: 'beside', start: three, ...budgets[2], steps: ['x'] },
        ],
      }
    })
}

/**
 * The steps of two phases, one after the other: what stands in the first is surely done, so `after` need not say it.
 */
function halves(
  steps: readonly Step[],
  at: number | null,
): readonly [now: readonly Step[], then: readonly Step[]] {
  if (at === null) return [steps, []]
  const now = steps.slice(0, at)
  const done = new Set(now.map(({ id }) => id))
  return [now, steps.slice(at).map((step) => ({ ...step, after: step.after.filter((id) => !done.has(id)) }))]
}
