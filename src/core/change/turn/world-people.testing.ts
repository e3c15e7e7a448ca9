import fc from 'fast-check'
import type { ApproveStep, Item, RolloutStep, Step } from '../../runbook/runbook.ts'
import { gate } from '../../runbook/sample-runbook.testing.ts'
import { MINUTE } from './world-moments.testing.ts'

/** Checklists, of steps and of stages, and decisions. */
/** A rule of a checklist, over what was before it was asked. */
const itemRule = { ...gate, id: 'quiet-rule', form: { form: 'over' as const, span: 30_000 }, minSamples: 1 }

const ITEM_NAMES = ['page', 'anyone', 'backup', 'quiet', 'told', 'nice'] as const

/** What people and evidence say: of a lead, of anyone, an act, a rule, and what need not be so. */
export const items: fc.Arbitrary<readonly Item[]> = fc
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
export function onTarget(item: Item, target: string | undefined): readonly Item[] {
  if (item.check.check !== 'rule') return [item]
  return target === undefined ? [] : [{ ...item, check: { ...item.check, targets: [target] } }]
}

export const approval = fc.record({
  onFailure: fc.constantFrom('rollback' as const, 'pause' as const, 'continue' as const),
  quorum: fc.constantFrom(1, 2),
  timeLimitMs: fc.constantFrom(null, 3 * MINUTE),
})

export const leads = {
  cutover: { title: 'Cutover lead', person: 'ada' },
  qa: { title: 'QA lead', person: 'ben' },
}

/** A gate that asks whether an incident is open, as the line that it comes to; null: none. */
export const incidentGate: fc.Arbitrary<Item | null> = fc
  .option(fc.constantFrom('hold' as const, 'pause' as const, 'rollback' as const))
  .map((otherwise) =>
    otherwise === null
      ? null
      : {
          id: 'incidents-none',
          title: 'No incident is open',
          check: { check: 'act', act: { act: 'incidents' }, timeLimitMs: MINUTE },
          gate: { otherwise },
        },
  )

export const stages: fc.Arbitrary<RolloutStep['stages']> = fc
  .tuple(
    fc.subarray([0, 5, 25, 50]),
    fc.constantFrom(0, 30_000, 3 * MINUTE),
    fc.option(items),
    fc.boolean(),
    incidentGate,
  )
  .map(([weights, holdMs, list, last, gate]) =>
    [...weights, 100].map((percent, i) => {
      const own = list === null || (i > 0 && !(last && percent === 100)) ? [] : list
      const checklist = gate === null ? own : [...own, gate]
      return {
        weight: percent * 100,
        holdMs,
        segments: [{ name: 'staff', weight: 10_000 }],
        ...(checklist.length === 0 ? {} : { checklist }),
      }
    }),
  )

type PeopleDrawn = {
  readonly ready: readonly Item[] | null
  readonly go: (Pick<ApproveStep, 'quorum' | 'onFailure'> & { readonly timeLimitMs: number | null }) | null
  readonly last: boolean
}

/** A checklist and a decision before the first weight. */
export function askedIn(
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
