import type { TargetView } from '../../read/records/target-view.ts'
import { targetWords } from '../../read/words/traffic.ts'
import { type Frame, toned } from './frame.ts'
import { pad, plain } from './text.ts'

/** Targets, one a line: which side is stable, where the traffic goes, and which change may move it. */
export function drawTargets(targets: readonly TargetView[], { paint }: Frame): string {
  if (targets.length === 0) return 'the binding names no target'
  const width = Math.max(...targets.map(({ name }) => name.length))
  return targets
    .map((target) => {
      const { words, tone } = targetWords(target)
      const owner = target.owner === null ? '' : paint.dim(`  ${target.owner}`)
      return `${paint.bold(pad(plain(target.name), width))}  ${pad(`${target.stable} is stable`, 15)}  ${toned(paint, tone, words)}${owner}`
    })
    .join('\n')
}
