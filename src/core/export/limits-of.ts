import { type Guard, isRelative } from '../judge/rule.ts'
import { rulesOf } from '../runbook/rules-of.ts'
import type { Runbook } from '../runbook/runbook.ts'
import type { LimitName, Limits } from './board.ts'
import { statedNumber } from './compared.ts'
import type { Looked } from './numbers.ts'

type Step = Limits['steps'][number]

/** What levels and guards say of a signal, where it is a number that is known beforehand. */
export function limitsOf(looked: Looked, runbook: Runbook): Limits | null {
  const { signal, bound } = looked
  const number = (of: { readonly value: number } | Parameters<typeof statedNumber>[0]) =>
    'value' in of ? of.value : statedNumber(of, { ...looked, runbook })
  const step = (name: LimitName, value: number | null): readonly Step[] =>
    value === null ? [] : [{ name, value }]
  const levels = (runbook.levels ?? []).filter((level) => level.signal === signal)
  const guards = rulesOf(runbook)
    .map(({ rule }) => rule)
    .filter(
      (rule): rule is Guard => rule.kind === 'guard' && rule.signal === signal && rule.each === undefined,
    )
  const steps = [
    ...levels.flatMap(({ warn, critical, governance }) => [
      ...(warn === undefined ? [] : step('warn', number(warn))),
      ...(critical === undefined ? [] : step('critical', number(critical))),
      ...(governance === undefined ? [] : step('critical', number(governance))),
    ]),
    ...guards.flatMap(({ bound: rule }) => {
      if (rule.op === 'between' || rule.op === 'worse-than' || rule.op === 'no-worse-than') return []
      return step('guard', isRelative(rule) ? number(rule) : rule.value)
    }),
  ]
  const worst = new Map<number, LimitName>()
  for (const { name, value } of steps)
    if (RANK[name] > RANK[worst.get(value) ?? 'warn'] || !worst.has(value)) worst.set(value, name)
  const sorted = [...worst].map(([value, name]) => ({ name, value })).toSorted((a, b) => a.value - b.value)
  return sorted.length === 0 ? null : { worse: bound.direction, steps: sorted }
}

const RANK: Readonly<Record<LimitName, number>> = { warn: 0, critical: 1, guard: 2 }
