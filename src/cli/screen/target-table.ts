import { ordersBehind } from '../../core/traffic/said.ts'
import { NORMAL_TRAFFIC } from '../../read/records/mode-view.ts'
import { UNKNOWN } from '../../read/records/target-versions.ts'
import type { TargetView } from '../../read/records/target-view.ts'
import { modeWords } from '../../read/words/mode.ts'
import { sidesWords, targetWords } from '../../read/words/traffic.ts'
import { type Frame, toned } from './frame.ts'
import { pad, plain } from './text.ts'

/** What a server of an earlier version says nothing of. */
const LEFT_OUT = { versions: UNKNOWN, conflict: null, traffic: NORMAL_TRAFFIC, dismissed: [] } as const

/** Targets, one a line: which side is stable, where the traffic goes, and which change may move it. */
export function drawTargets(given: readonly TargetView[], { paint }: Frame): string {
  if (given.length === 0) return 'the binding names no target'
  const targets = given.map((target) => ({ ...LEFT_OUT, ...target }))
  const width = Math.max(...targets.map(({ name }) => name.length))
  const sides = Math.max(15, ...targets.map((target) => sidesWords(target).length))
  const restricted = (target: TargetView) => {
    const said = modeWords(target)
    return said === null ? '' : `  ${toned(paint, said.tone, said.words)}`
  }
  return targets
    .map((target) => {
      const { words, tone } = targetWords(target)
      const owner = target.owner === null ? '' : paint.dim(`  ${target.owner}`)
      return `${paint.bold(pad(plain(target.name), width))}  ${pad(plain(sidesWords(target)), sides)}  ${toned(paint, tone, words)}${restricted(target)}${owner}${conflictLines(target)}${behindLines(target)}${dismissedLines(target)}`
    })
    .join('\n')
}

function conflictLines({ name, conflict }: TargetView): string {
  if (conflict === null) return ''
  return [
    '',
    `  ! ${plain(conflict.sentence)}. Nothing is written there until you decide:`,
    `    cutwater targets adopt-proxy ${name} --because "..."      ${plain(conflict.adoptProxy)}`,
    `    cutwater targets overwrite-proxy ${name} --because "..."  ${plain(conflict.overwriteProxy)}`,
  ].join('\n')
}

/** Which of several proxies holds the others up, and by how much. */
const behindLines = ({ proxies, generation }: TargetView): string =>
  proxies
    .flatMap(({ instance, generation: has, unreachable, seenAt }) => {
      const orders = ordersBehind(generation, has) ?? 0
      const late = orders === 0 ? '' : `, ${orders} ${orders === 1 ? 'order' : 'orders'} behind`
      if (unreachable !== null)
        return [
          `${instance}: ${unreachable}${late}; ${seenAt === null ? 'never seen' : `seen last at ${seenAt}`}`,
        ]
      return orders === 0 ? [] : [`${instance}${late}`]
    })
    .map((line) => `\n  ${plain(line)}`)
    .join('')

const dismissedLines = ({ dismissed }: TargetView): string =>
  dismissed
    .map(({ instance, by, because, at }) =>
      plain(`without ${instance}, written off by ${by} at ${at}: ${because}`),
    )
    .map((line) => `\n  ${line}`)
    .join('')
