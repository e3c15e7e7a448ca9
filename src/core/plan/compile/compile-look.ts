import { own } from '../../document/tree.ts'
import type { LookAct } from '../../runbook/look.ts'
import type { Millis } from '../../time/instant.ts'
import type { CountBound } from '../../validation/counted.ts'
import { longestMs } from '../../validation/result.ts'
import { CHECK_LIMIT_MS } from '../../validation/schema.ts'
import type { PlanLine } from '../item/item.ts'
import { isRelative } from '../rule/bound.ts'
import { ACTION_LIMIT_MS } from '../step/action.ts'
import type { Setting } from '../step/effect-kind.ts'
import { boundOf } from './compile-rule.ts'
import { boundsOf } from './rules-in.ts'

type Looking = { readonly act: LookAct; readonly timeLimitMs: Millis }

/** What a line has looked at by checks of the binding; null: it does not. */
export function compileLook(line: PlanLine, { binding }: Pick<Setting, 'binding'>): Looking | null {
  const { suite, http, journey, evidence, incidents, timeLimit } = line
  if (incidents !== undefined) {
    const bound = own(binding?.checks, binding?.incidents ?? '')?.timeLimitMs
    return { act: { act: 'incidents' }, timeLimitMs: timeLimit ?? bound ?? ACTION_LIMIT_MS }
  }
  if (suite !== undefined)
    return { act: { act: 'suite', name: suite }, timeLimitMs: timeLimit ?? suiteLimitMs(binding, suite) }
  const name = journey ?? evidence
  if (name !== undefined) {
    const counts = countsOf(line)
    return {
      act: { act: 'check', name, ...(counts === null ? {} : { counts }) },
      timeLimitMs: timeLimit ?? own(binding?.checks, name)?.timeLimitMs ?? ACTION_LIMIT_MS,
    }
  }
  if (http === undefined) return null
  return {
    act: {
      act: 'http',
      service: http,
      path: line.path ?? '/',
      ...(line.as === undefined ? {} : { as: line.as }),
      ...(line.status === undefined ? {} : { status: line.status }),
      ...(line.within === undefined ? {} : { withinMs: line.within }),
    },
    timeLimitMs: timeLimit ?? CHECK_LIMIT_MS,
  }
}

/** As long as its checks may take; where nobody knows them, what an action gets. */
function suiteLimitMs(binding: Setting['binding'], name: string): Millis {
  const suite = own(binding?.suites, name)
  const checks = suite?.checks.flatMap((check) => own(binding?.checks, check) ?? []) ?? []
  return checks.length === 0 ? ACTION_LIMIT_MS : longestMs(checks)
}

/** Null: it has no bound. A share where it is written in per cent, else a number. */
function countsOf(line: PlanLine): CountBound | null {
  const [value] = boundsOf(line).map(({ value }) => value)
  if (value === undefined || isRelative(value)) return null
  const bound = boundOf(line)
  if ('of' in bound) return null
  return { of: value.unit === 'ratio' ? 'share' : 'number', bound }
}
