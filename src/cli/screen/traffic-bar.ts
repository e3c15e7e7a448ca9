import type { RolloutView } from '../../read/progress/rollout-view.ts'
import { shownShare, trafficWords } from '../../read/words/traffic.ts'
import { type Frame, headed, toned } from './frame.ts'
import { clip, pad, plain } from './text.ts'

const BAR_MAX = 30

/** Where the requests of each target go: stable to the left, the canary to the right. */
export function drawTraffic(
  rollout: RolloutView,
  version: string,
  { paint, columns }: Frame,
): readonly string[] {
  const { traffic } = rollout
  const widest = Math.min(16, Math.max(...traffic.map(({ target }) => target.length)))
  const bar = Math.min(BAR_MAX, columns - 50)
  const room = columns - widest - bar - 14
  const lines = traffic.map((row) => {
    const { words, tone } = trafficWords(rollout, row, version)
    const name = pad(clip(plain(row.target), widest), widest)
    return `${name}  ${barOf(shownShare(rollout, row), bar, paint)}  ${toned(paint, tone, clip(words, room))}`
  })
  return headed(paint, 'Traffic', lines)
}

function barOf(share: number | null, width: number, paint: Frame['paint']): string {
  if (share === null) return paint.dim('?'.repeat(width))
  const canary = share === 0 ? 0 : Math.max(1, Math.min(width, Math.round((share / 10_000) * width)))
  return `${paint.dim('░'.repeat(width - canary))}${paint.cyan('█'.repeat(canary))}`
}
