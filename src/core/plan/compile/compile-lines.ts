import type { Gate } from '../../judge/rule.ts'
import type { ItemCheck } from '../../runbook/checklist.ts'
import type { Millis } from '../../time/instant.ts'
import type { PlanLine } from '../item/item.ts'
import { spread } from '../rule/spread.ts'
import type { PlanChecklist } from '../step/checklist.ts'
import { type Arranged, uniqueNames } from './arrange.ts'
import { checkOf, lineName, lineTitle } from './compile-accept.ts'
import { compileGate } from './compile-rule.ts'
import type { Whole } from './whole.ts'

/** A line of a step or of a stage, which blocks. */
export type CompiledLine = {
  readonly id: string
  readonly title: string
  readonly check: LineCheck
  /** Absent: it blocks. */
  readonly required?: false
}

type LineCheck =
  | Exclude<ItemCheck, { check: 'person' }>
  /** Ticked by the lead, the phase's where none is named. */
  | {
      readonly check: 'person'
      readonly who: string
      readonly openForMs?: Millis
      readonly lead?: string
      readonly attach?: true
    }
  /** A rule that holds now, on each of its targets. */
  | { readonly check: 'rule'; readonly rule: Gate; readonly targets: readonly string[] }

type CompiledChecklist = {
  readonly kind: 'checklist'
  readonly id: string
  readonly title: string
  readonly after: readonly string[]
  readonly items: readonly CompiledLine[]
}

export function compileChecklist(
  { id, after, phase }: Pick<Arranged, 'id' | 'after' | 'phase'>,
  { checklist, title }: PlanChecklist,
  whole: Whole,
): CompiledChecklist {
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

/** `lead` is the phase's: who ticks a line that names nobody else. */
export function compileLines(
  written: readonly PlanLine[],
  lead: string | undefined,
  whole: Whole,
): readonly CompiledLine[] {
  const lines = written.flatMap((line): readonly PlanLine[] => {
    if (line.signal === undefined) return [line]
    return spread([line]).map(({ rule }) => rule)
  })
  const ids = uniqueNames(lines.map((line) => ({ written: line.id, made: lineName(line) })))
  return lines.flatMap((line, i): readonly CompiledLine[] =>
    line.when === false
      ? []
      : [
          {
            id: ids[i] as string,
            title: lineTitle(line),
            check: lineCheck(line, lead, whole),
            ...(line.required === false ? { required: false } : {}),
          },
        ],
  )
}

function lineCheck(line: PlanLine, lead: string | undefined, { steps, setting, plan }: Whole): LineCheck {
  const [compared] = spread([line])
  if (compared !== undefined) {
    const { rule } = compared
    const gate = { over: LINE_SPAN, ...rule }
    return {
      check: 'rule',
      rule: compileGate(gate, line.id ?? lineName(line), setting.pace),
      targets: setting.targets,
    }
  }
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

/** Default that the schema's description promises. */
const LINE_SPAN: Millis = 5 * 60_000
