import type { TargetView } from '../../read/records/target-view.ts'
import { modeSetWords, modeWords } from '../../read/words/mode.ts'
import { type Frame, toned } from './frame.ts'
import { plain } from './text.ts'

/** A target's mode, indented: what is turned away, who set it and why, and what people read meanwhile. */
export function modeLines(target: TargetView, { paint, zone, now }: Frame): readonly string[] {
  const { traffic } = target
  const said = modeWords(target)
  const set = modeSetWords(traffic, zone, now)
  return [
    `  ${said === null ? 'normal: nothing is turned away' : toned(paint, said.tone, said.words)}`,
    ...(set === null ? [] : [`  ${paint.dim(plain(set))}`]),
    ...(traffic.banner === null ? [] : [`  "${plain(traffic.banner)}"`]),
  ]
}
