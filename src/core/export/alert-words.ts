import { ruleWords } from '../backtest/words.ts'
import type { Guard } from '../judge/rule.ts'
import { type Level, type LevelName, rulesOfLevel, thresholdsOf } from '../level/level.ts'
import { thresholdWords } from '../level/words.ts'
import type { Runbook } from '../runbook/runbook.ts'
import type { SignalShape } from '../signal/shape.ts'
import { formatDuration } from '../time/duration.ts'
import { plainInTemplate } from './prom-text.ts'

export type Words = { readonly summary: string; readonly description: string }

/** `whose`: the template that names the target. */
export function guardWords(guard: Guard, shape: SignalShape, whose: string): Words {
  const { tell = [], ask = [] } = guard
  const people = [...tell, ...ask]
  return {
    summary: `${whose}: ${plainInTemplate(ruleWords(guard, shape))}, now ${valueTemplate(shape)}`,
    description: plainInTemplate(
      `${ACTIONS[guard.then]}${people.length === 0 ? '' : ` ${people.join(', ')} answer for it.`}`,
    ),
  }
}

const ACTIONS: Readonly<Record<Guard['then'], string>> = {
  rollback: 'A guard of the plan: a change that is under way is rolled back at once.',
  'rollback-gradual': 'A guard of the plan: a change that is under way is rolled back step by step.',
  pause: 'A guard of the plan: a change that is under way pauses.',
}

/** `hasValue`: the value of the alert is that of the signal. */
export function levelAlertWords(
  level: Level,
  name: LevelName,
  shape: SignalShape,
  { whose, hasValue }: { readonly whose: string; readonly hasValue: boolean },
): Words {
  const at = thresholdsOf(level).findIndex((one) => one.name === name)
  const [rule, threshold] = [rulesOfLevel(level)[at], level[name]]
  if (rule === undefined || threshold === undefined) throw new Error(`the level has no ${name}`)
  const now = hasValue ? `, now ${valueTemplate(shape)}` : ''
  const way = level.worse === 'higher' ? 'up' : 'down'
  const from = `${name} from ${thresholdWords(shape, threshold, null)} ${way}`
  return {
    summary: `${whose}: ${plainInTemplate(`${level.signal} over ${formatDuration(level.spanMs)} is ${from}`)}${now}`,
    description: plainInTemplate(
      `A level of the plan: it is shown and told, and decides nothing.${level.tell === undefined ? '' : ` ${level.tell.join(', ')} answer for it.`}`,
    ),
  }
}

/** What a person reads who does not know the plan. */
export const runbookWords = ({ plan, title }: Pick<Runbook, 'plan' | 'title'>): string =>
  plainInTemplate(
    `${title} (plan ${plan}): cutwater list shows its changes, cutwater show CHG what one does now`,
  )

function valueTemplate({ unit, currency = '' }: SignalShape): string {
  const number = '{{ $value | printf "%.4g" }}'
  switch (unit) {
    case 'ratio':
      return '{{ $value | humanizePercentage }}'
    case 'ms':
    case 's':
      return '{{ $value | printf "%.0f" }} ms'
    case 'bytes':
      return '{{ $value | humanize1024 }}B'
    case 'per-second':
      return `${number}/s`
    case 'money':
      return `${number} ${currency}`.trimEnd()
    case 'count':
    case 'none':
      return number
  }
}
