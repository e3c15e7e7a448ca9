import type { Item, ItemCheck, ItemGate } from '../../runbook/checklist.ts'
import type { ChecklistStep } from '../../runbook/waiting-steps.ts'
import type { PlanLine } from '../item/item.ts'
import type { WrittenGate } from '../rule/rule.ts'
import type { PlanChecklist } from '../step/checklist.ts'
import { type Arranged, uniqueNames } from './arrange.ts'
import { checkOf, lineName, lineTitle, spreadLines } from './compile-accept.ts'
import type { Whole } from './whole.ts'

export function compileChecklist(
  { id, after, phase }: Pick<Arranged, 'id' | 'after' | 'phase'>,
  { checklist, title }: PlanChecklist,
  whole: Whole,
): ChecklistStep {
  return {
    kind: 'checklist',
    id,
    title: title ?? `Checklist of ${id}`,
    after,
    items: compileLines(checklist, leadOf(phase, whole), whole),
  }
}

/** Who leads a phase; undefined where nobody does. */
export function leadOf(phase: string | null, { plan }: Pick<Whole, 'plan'>): string | undefined {
  return plan.phases?.find(({ phase: { name } }) => name === phase)?.phase.lead
}

/**
 * `lead` is the phase's: who ticks a line that names nobody else. `gates`: those of the same stage or bake, of which
 * those become lines, the last ones, that ask whether an incident is open.
 */
export function compileLines(
  written: readonly PlanLine[],
  lead: string | undefined,
  whole: Whole,
  gates: readonly WrittenGate[] = [],
): readonly Item[] {
  const lines: readonly { readonly line: PlanLine; readonly gate?: ItemGate }[] = [
    ...spreadLines(written).map((line) => ({ line })),
    ...gates.flatMap(({ incidents, id, else: otherwise = 'rollback' }) =>
      incidents === undefined ? [] : [{ line: { incidents, id }, gate: { otherwise } }],
    ),
  ]
  const ids = uniqueNames(lines.map(({ line }) => ({ written: line.id, made: lineName(line) })))
  return lines.flatMap(({ line, gate }, i): readonly Item[] =>
    line.when === false
      ? []
      : [
          {
            id: ids[i] as string,
            title: lineTitle(line),
            check: lineCheck(line, lead, whole),
            ...(line.required === false ? { required: false } : {}),
            ...(gate === undefined ? {} : { gate }),
          },
        ],
  )
}

function lineCheck(line: PlanLine, lead: string | undefined, { steps, setting, plan }: Whole): ItemCheck {
  const known = checkOf(line, steps, setting)
  if (known.check !== 'person') return known
  const isLead = line.person !== undefined && Object.hasOwn(plan.leads ?? {}, line.person)
  // Somebody in other words is not the lead of the phase: anyone who may settle ticks for them.
  const named = line.person === undefined ? lead : isLead ? line.person : undefined
  const title = named === undefined ? undefined : plan.leads?.[named]
  return {
    ...known,
    ...(title === undefined ? {} : { who: title }),
    ...(named === undefined ? {} : { lead: named }),
    ...(line.attach === true ? { attach: true } : {}),
  }
}
