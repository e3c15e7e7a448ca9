import { percent } from '../../core/notice/sentence.ts'
import type { RolloutView, TrafficView } from '../../read/rollout-view.ts'
import { type Frame, headed } from './frame.ts'
import { clip, pad, plain } from './text.ts'

const BAR_MAX = 30

/** Where the requests of each target go: stable to the left, the canary to the right. */
export function drawTraffic(
  { traffic, phase, adopt }: RolloutView,
  { paint, columns }: Frame,
): readonly string[] {
  const widest = Math.min(16, Math.max(...traffic.map(({ target }) => target.length)))
  const bar = Math.min(BAR_MAX, columns - 50)
  const lines = traffic.map(
    (row) =>
      `${pad(clip(plain(row.target), widest), widest)}  ${barOf(row, bar, paint)}  ${wordsFor(row, phase === 'done' && adopt, paint, columns - widest - bar - 14)}`,
  )
  return headed(paint, 'Traffic', lines)
}

function barOf({ now }: TrafficView, width: number, paint: Frame['paint']): string {
  if (now === null || now.observed === null) return paint.dim('?'.repeat(width))
  const canary =
    now.observed === 0 ? 0 : Math.max(1, Math.min(width, Math.round((now.observed / 10_000) * width)))
  return `${paint.dim('░'.repeat(width - canary))}${paint.cyan('█'.repeat(canary))}`
}

function wordsFor({ now }: TrafficView, adopted: boolean, paint: Frame['paint'], room: number): string {
  if (now === null) return paint.yellow('not bound')
  const silent = now.proxies.filter(({ unreachable }) => unreachable !== null).length
  if (silent > 0)
    return paint.red(
      clip(
        `${silent === now.proxies.length ? 'no proxy answers' : `${silent} of ${now.proxies.length} proxies do not answer`}`,
        room,
      ),
    )
  if (now.observed === null) return paint.yellow('no proxy has answered yet')
  if (now.latched) return paint.red('closed and latched')
  const closed = now.mode === 'closed' && now.settled
  const share = closed
    ? adopted
      ? 'adopted: the canary is stable now'
      : 'closed: all to stable'
    : `canary ${percent(now.observed)}`
  if (now.observed > now.desired) return paint.red(clip(`${share}, ${percent(now.desired)} wanted`, room))
  return now.settled
    ? closed
      ? paint.dim(share)
      : share
    : paint.yellow(
        clip(`${share}, ${now.mode === 'closed' ? 'closing' : `${percent(now.desired)} wanted`}`, room),
      )
}
