import type { Binding } from '../../binding/binding.ts'
import { didYouMean } from '../../document/did-you-mean.ts'
import { type Fault, fault, keyFault, type Path } from '../../document/finding.ts'
import { own } from '../../document/tree.ts'
import { isParallel, isRollout, isSequence } from '../compile/arrange.ts'
import { MOST_ITEMS, type PlanGroup, type PlanLine } from '../item/item.ts'
import type { Plan } from '../schema/plan.ts'
import type { PlanItem } from '../schema/step.ts'

type Lists = NonNullable<Binding['lists']>

export type FilledLines = {
  readonly plan: Plan
  readonly faults: readonly Fault[]
  /** The same fault where a person finds it in what they wrote; of a line of a named list, with its name. */
  readonly asWritten: (fault: Fault) => Fault
}

/**
 * The plan with the lines that groups and `use: NAME` stand for in their places, so that the hash of its runbook has
 * them: what the list says tomorrow is of no matter for a change of today. Without a binding `use` is left as it is.
 */
export function fillLines(plan: Plan, binding: Pick<Binding, 'lists'> | null, isAsked: boolean): FilledLines {
  const filling = new Filling(binding?.lists ?? null, isAsked)
  const filled = filling.fill(plan)
  return { plan: filled, faults: filling.faults, asWritten: (fault) => filling.asWritten(fault) }
}

/** Where a line was written; `list`: it stands in that list of the binding. */
type Origin = { readonly path: Path; readonly list?: string }

class Filling {
  readonly faults: Fault[] = []
  readonly #origins = new Map<string, readonly Origin[]>()
  readonly #lists: Lists | null
  readonly #isAsked: boolean

  constructor(lists: Lists | null, isAsked: boolean) {
    this.#lists = lists
    this.#isAsked = isAsked
  }

  fill({ accept, steps, phases, ...plan }: Plan): Plan {
    const all = (items: readonly PlanItem[], path: Path): PlanItem[] =>
      items.map((item, i) => this.#fillItem(item, [...path, i]))
    return {
      ...plan,
      ...(accept === undefined ? {} : { accept: [...this.#fillList(accept, ['accept'])] }),
      ...(steps === undefined ? {} : { steps: all(steps, ['steps']) }),
      ...(phases === undefined
        ? {}
        : { phases: phases.map((one, i) => ({ ...one, steps: all(one.steps, ['phases', i, 'steps']) })) }),
    }
  }

  asWritten(of: Fault): Fault {
    for (let length = of.path.length - 1; length > 0; length--) {
      const origin = this.#origins.get(JSON.stringify(of.path.slice(0, length)))?.[Number(of.path[length])]
      if (origin === undefined) continue
      const { path, list } = origin
      return list === undefined
        ? { ...of, path: [...path, ...of.path.slice(length + 1)] }
        : { ...of, path: [...path, 'use'], at: 'value', message: `the list ${list}: ${of.message}` }
    }
    return of
  }

  #fillItem(item: PlanItem, path: Path): PlanItem {
    if (isSequence(item)) return item.map((one, i) => this.#fillItem(one, [...path, i]))
    if (isParallel(item))
      return {
        ...item,
        parallel: item.parallel.map((one, i) => this.#fillItem(one, [...path, 'parallel', i])),
      }
    if ('checklist' in item)
      return { ...item, checklist: [...this.#fillList(item.checklist, [...path, 'checklist'])] }
    if (!isRollout(item)) return item
    const stages = item.rollout.stages.map(({ checklist, ...stage }, i) => {
      const at = [...path, 'rollout', 'stages', i, 'checklist']
      return checklist === undefined ? stage : { ...stage, checklist: [...this.#fillList(checklist, at)] }
    })
    return { ...item, rollout: { ...item.rollout, stages } }
  }

  #fillList(written: readonly (PlanLine | PlanGroup)[], path: Path): readonly PlanLine[] {
    const lines = written.flatMap((one, i) => {
      const at = [...path, i]
      if (!('items' in one)) return this.#linesOf(one, at)
      return one.items
        .map((line) => ({ ...line, of: one.group }))
        .flatMap((line, j) => this.#linesOf(line, [...at, 'items', j]))
    })
    const isSame = lines.every(({ line }, i) => line === written[i])
    if (!isSame)
      this.#origins.set(
        JSON.stringify(path),
        lines.map(({ origin }) => origin),
      )
    if (lines.length > MOST_ITEMS && written.length <= MOST_ITEMS)
      this.faults.push(
        keyFault(
          path.slice(0, -1),
          'too-large',
          `with its lists it has ${lines.length} lines, at most ${MOST_ITEMS} are looked at`,
          'use fewer lists in one place',
        ),
      )
    return lines.map(({ line }) => line).slice(0, Math.max(MOST_ITEMS, written.length))
  }

  #linesOf(line: PlanLine, path: Path): readonly { readonly line: PlanLine; readonly origin: Origin }[] {
    const own = { line, origin: { path } }
    const { use } = line
    if (use === undefined) return [own]
    const listed = this.#named(use, [...path, 'use'])
    this.faults.push(...strayFaults(line, path))
    if (listed === null) return [own]
    const { when, required } = line
    const name = line.title ?? line.of
    return listed.map((one) => ({
      line: {
        ...(required === undefined ? {} : { required }),
        ...one,
        ...(when === undefined ? {} : { when }),
        ...(name === undefined ? {} : { of: name }),
      },
      origin: { path, list: use },
    }))
  }

  /** Null: nobody knows it, and where somebody has to that is said. */
  #named(name: string, path: Path): readonly PlanLine[] | null {
    if (this.#lists === null) {
      if (this.#isAsked)
        this.faults.push(
          fault(
            path,
            'unbound',
            'which lines the list has is said by a binding, and none is given',
            'give one: --binding cutwater.yaml',
          ),
        )
      return null
    }
    const list = own(this.#lists, name)
    if (list !== undefined) return list
    const known = Object.keys(this.#lists)
    const remedy = known.length === 0 ? 'add it to lists of cutwater.yaml' : didYouMean(name, known)
    this.faults.push(fault(path, 'unbound', `the binding has no list ${name}`, remedy))
    return null
  }
}

/** A list is taken as it is: of one place it can be said whether it is asked at all, and whether it has to pass. */
const WITH_USE: ReadonlySet<string> = new Set(['use', 'title', 'when', 'required', 'of'])

const strayFaults = (line: PlanLine, path: Path): readonly Fault[] =>
  Object.entries(line).flatMap(([key, value]) =>
    value === undefined || WITH_USE.has(key)
      ? []
      : [keyFault([...path, key], 'unknown-key', `\`${key}\` does not go with use`, `remove ${key}`)],
  )
