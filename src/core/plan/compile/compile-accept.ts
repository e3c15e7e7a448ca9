import { own } from '../../document/tree.ts'
import { toValue } from '../../expression/value.ts'
import type { Item, ItemCheck } from '../../runbook/runbook.ts'
import { formatDuration } from '../../time/duration.ts'
import type { Millis } from '../../time/instant.ts'
import { CHECKS, type PlanLine } from '../item/item.ts'
import { spread } from '../rule/spread.ts'
import { actionOf } from '../step/action.ts'
import type { Setting } from '../step/effect-kind.ts'
import { type Arranged, isRollout, uniqueNames } from './arrange.ts'
import { compileLook } from './compile-look.ts'
import { compileGate, gateId } from './compile-rule.ts'

const CHECK_LIMIT: Millis = 60_000
const TELL_LIMIT: Millis = 30_000
/** Default that the schema's description promises. */
export const LINE_SPAN: Millis = 5 * 60_000

export function compileAccept(
  items: readonly PlanLine[],
  steps: readonly Arranged[],
  setting: Setting,
): readonly Item[] {
  const lines = spreadLines(items)
  const ids = uniqueNames(lines.map((line) => ({ written: line.id, made: lineName(line) })))
  return lines.flatMap((item, i) =>
    item.when === false
      ? []
      : [{ id: ids[i] as string, title: lineTitle(item), check: checkOf(item, steps, setting) }],
  )
}

/** One line for each signal that it compares. */
export const spreadLines = (lines: readonly PlanLine[]): readonly PlanLine[] =>
  lines.flatMap((line) =>
    line.signal === undefined && line.objectives === undefined
      ? [line]
      : spread([line]).map(({ rule }) => rule),
  )

export function checkOf(item: PlanLine, steps: readonly Arranged[], setting: Setting): ItemCheck {
  const [compared] = spread([item])
  if (compared !== undefined) {
    const gate = { over: LINE_SPAN, ...compared.rule }
    const rule = compileGate(gate, item.id ?? lineName(item), setting.pace)
    return { check: 'rule', rule, targets: setting.targets }
  }
  if (item.guards !== undefined) return { check: 'guards-quiet' }
  if (item.held?.slos !== undefined) {
    const { since, for: length } = item.held
    return {
      check: 'held-slos',
      signals: item.heldSlos ?? [],
      ...(since === undefined ? {} : { since }),
      ...(length === undefined ? {} : { forMs: setting.pace(length) }),
    }
  }
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
  const look = compileLook(item, setting)
  if (look !== null) {
    if (item.unknown === undefined) return { check: 'act', ...look }
    const { person: who } = item.unknown
    const openForMs = item.until === undefined ? {} : { openForMs: setting.pace(item.until) }
    return { check: 'act', ...look, unknown: { who, ...openForMs } }
  }
  if (item.told !== undefined) {
    const act = { act: 'tell', channel: item.told, words: toldWords(item.told, item.title) } as const
    return { check: 'act', act, timeLimitMs: item.timeLimit ?? TELL_LIMIT }
  }
  if (item.events !== undefined) return { check: 'events', names: item.events }
  // Its age is that of a calendar, whatever the pace.
  if (item.drill !== undefined)
    return { check: 'drill', notOlderThanMs: item.drill.notOlderThan, rollback: setting.rollback }
  if (item.person !== undefined) {
    const { person: who, until } = item
    return { check: 'person', who, ...(until === undefined ? {} : { openForMs: setting.pace(until) }) }
  }
  if (CHECKS.some((check) => item[check] !== undefined))
    throw new Error('a line with a check that has no meaning yet passed the check of the plan')
  return { check: 'person', who: 'a person' }
}

/** What a channel reads: the title that the plan gives, and where it gives none, that it was to be told. */
export const toldWords = (channel: string, title: string | undefined): string =>
  title ?? `${channel} gets this, as the plan asks`

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

export function lineTitle({ of, ...line }: PlanLine): string {
  const title = ownTitle(line)
  return of === undefined ? title : `${of}: ${title}`
}

function ownTitle(line: PlanLine): string {
  if (line.objectives !== undefined)
    return `${line.title ?? 'Meets its SLO'}: ${[line.signal].flat().join(', ')}`
  if (line.title !== undefined) return line.title
  if (line.flag !== undefined) return `${line.flag.name} is ${String(line.flag.equals)}`
  if (line.action !== undefined) return `${line.action} succeeds`
  if (line.suite !== undefined) return `Checks of ${line.suite}`
  if (line.http !== undefined) return httpTitle(line, line.http)
  if (line.journey !== undefined) return `A user gets through ${line.journey}`
  if (line.told !== undefined) return `${line.told} is told`
  if (line.evidence !== undefined) return `Evidence of ${line.evidence}`
  if (line.events !== undefined) return `Announced: ${line.events.join(', ')}`
  if (line.person !== undefined) return line.person
  if (line.drill !== undefined)
    return `The rollback was rehearsed within the last ${formatDuration(line.drill.notOlderThan)}`
  if (line.incidents !== undefined) return 'No incident is open'
  if (line.guards !== undefined) return 'No guard has tripped'
  if (line.held?.slos !== undefined) return 'Every SLO was met'
  if (line.held !== undefined) return `The gate ${line.held.gate ?? line.held.signal ?? ''} held`
  const check = CHECKS.find((one) => line[one] !== undefined) ?? 'line'
  return typeof line[check as keyof PlanLine] === 'string'
    ? `${check}: ${line[check as keyof PlanLine]}`
    : check
}

const httpTitle = ({ path = '/', as }: PlanLine, service: string): string =>
  `${service} answers at ${path}${as === undefined ? '' : ` as ${as}`}`

/** Made from the check, or from the words of a text: people type it, as `final-checks/team-is-ready`. */
export function lineName(line: PlanLine): string {
  if (line.flag !== undefined) return `flag-${line.flag.name}`
  if (line.action !== undefined) return `action-${line.action}`
  const check = CHECKS.find((one) => line[one] !== undefined)
  if (check === undefined) return slugOf(line.title ?? '')
  const value = line[check]
  return typeof value === 'string' && check !== 'person' ? `${check}-${value}` : check
}

const LONGEST_NAME = 40

function slugOf(text: string): string {
  const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? []
  let name = ''
  for (const word of words) {
    const longer = name === '' ? word : `${name}-${word}`
    if (longer.length > LONGEST_NAME) break
    name = longer
  }
  return /^[a-z]/.test(name) ? name : `line-${name}`.replace(/-$/, '')
}
