import type { ChangeView } from '../../read/change/change-view.ts'
import { withLocalTimes } from '../../read/words/time.ts'
import type { Frame } from './frame.ts'
import { plain, wrap } from './text.ts'

/** What a change takes back, what has taken it back, or how it can be. */
export function drawRevert({ reverts, revertedBy, revertible }: ChangeView, frame: Frame): readonly string[] {
  const { columns, zone, now } = frame
  const lines = [
    ...(reverts === null ? [] : [`Takes back ${reverts.change}: ${reverts.because}`]),
    ...(reverts?.leaves ?? []).map((sentence) => `Leaves as it is: ${sentence}`),
    ...(revertedBy === null ? [] : [`Reverted by ${revertedBy}`]),
    ...(revertible === null ? [] : [revertible.sentence]),
  ]
  return lines.flatMap((line) =>
    wrap(withLocalTimes(plain(line), zone, now), columns - 2).map((part) => ` ${part}`),
  )
}
