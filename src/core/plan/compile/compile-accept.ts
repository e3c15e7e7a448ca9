import { own } from '../../document/tree.ts'
import { toValue } from '../../expression/value.ts'
import type { Item, ItemCheck } from '../../runbook/runbook.ts'
import type { Millis } from '../../time/instant.ts'
import { CHECKS, type PlanLine } from '../item/item.ts'
import { spread } from '../rule/spread.ts'
import { actionOf } from '../step/action.ts'
import type { Setting } from '../step/effect-kind.ts'
import { type Arranged, isRollout, uniqueNames } from './arrange.ts'
import { gateId } from './compile-rule.ts'

const CHECK_LIMIT: Millis = 60_000

export function compileAccept(
  items: readonly PlanLine[],
  steps: readonly Arranged[],
  setting: Setting,
): readonly Item[] {
  const ids = uniqueNames(items.map((item) => ({ written: item.id, made: madeName(item) })))
  return items.flatMap((item, i) =>
    item.when === false
      ? []
      : [{ id: ids[i] as string, title: titleOf(item), check: checkOf(item, steps, setting) }],
  )
}

function checkOf(item: PlanLine, steps: readonly Arranged[], setting: Setting): ItemCheck {
  if (item.held !== undefined) {
    const [found] = rulesNamed(steps, item.held)
    if (found === undefined) throw new Error('a checklist line about an unknown gate has passed the check')
    return { check: 'held', rollout: found.rollout, gate: found.gate }
  }
  if (item.flag !== undefined) {
    const { name, equals, targets = setting.targets } = item.flag
    const act = {
      act: 'read-flag',
      targets: [...targets].sort(),
      flag: name,
      equals: toValue(equals),
    } as const
    return { check: 'act', act, timeLimitMs: item.timeLimit ?? CHECK_LIMIT }
  }
  if (item.action !== undefined) {
    const bound = own(setting.binding?.actions, item.action)?.timeLimitMs
    return {
      check: 'act',
      act: actionOf(item.action, item.with),
      timeLimitMs: item.timeLimit ?? bound ?? CHECK_LIMIT,
    }
  }
  if (item.events !== undefined) return { check: 'events', names: item.events }
  if (item.person !== undefined) {
    const { person: who, until } = item
    return { check: 'person', who, ...(until === undefined ? {} : { openForMs: setting.pace(until) }) }
  }
  throw new Error('a checklist item without a check passed the check of the plan')
}

/** Gates by id or by signal; all of them when neither is given. */
export function rulesNamed(
  steps: readonly Arranged[],
  wanted: { readonly gate?: string | undefined; readonly signal?: string | undefined },
): readonly { readonly rollout: string; readonly gate: string; readonly signal: string }[] {
  return steps
    .flatMap(({ id, item }) =>
      isRollout(item)
        ? spread(item.rollout.gates).map(({ rule }) => ({
            rollout: id,
            gate: rule.id ?? gateId(rule),
            signal: rule.signal,
          }))
        : [],
    )
    .filter(
      ({ gate, signal }) =>
        (wanted.gate === undefined || wanted.gate === gate) &&
        (wanted.signal === undefined || wanted.signal === signal),
    )
}

function titleOf(item: PlanLine): string {
  if (item.title !== undefined) return item.title
  if (item.flag !== undefined) return `${item.flag.name} is ${String(item.flag.equals)}`
  if (item.action !== undefined) return `${item.action} succeeds`
  if (item.events !== undefined) return `Announced: ${item.events.join(', ')}`
  if (item.person !== undefined) return item.person
  return `The gate ${item.held?.gate ?? item.held?.signal ?? ''} held`
}

function madeName(item: PlanLine): string {
  if (item.flag !== undefined) return `flag-${item.flag.name}`
  if (item.action !== undefined) return `action-${item.action}`
  return CHECKS.find((check) => item[check] !== undefined) ?? 'check'
}
