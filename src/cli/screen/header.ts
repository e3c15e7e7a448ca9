import type { Status } from '../../core/change/state/change.ts'
import type { ChangeView } from '../../read/change/change-view.ts'
import { withLocalTimes } from '../../read/words/time.ts'
import { STATUS_TONES, statusWords } from '../../read/words/tone.ts'
import { windowWords } from '../../read/words/window.ts'
import { type Frame, toned } from './frame.ts'
import { clip, columnsOf, ends, plain } from './text.ts'

export function badge({ paint }: Pick<Frame, 'paint'>, status: Status): string {
  const word = ` ${statusWords(status).toUpperCase()} `
  // Without colour the brackets make it a badge.
  return paint.isColorSupported
    ? toned(paint, STATUS_TONES[status], paint.inverse(paint.bold(word)))
    : `[${word.trim()}]`
}

/** Who it is, how it stands, and how long there is. */
export function drawHeader(view: ChangeView, frame: Frame): readonly string[] {
  const { paint, columns } = frame
  const state = badge(frame, view.status)
  const room = columns - columnsOf(view.id) - columnsOf(state) - 5
  const first = ends(` ${paint.bold(view.id)}  ${clip(plain(view.title), room)}`, `${state} `, columns)
  const where = [view.environment, view.version]
    .filter((word) => word !== '')
    .map(plain)
    .join(' · ')
  const pace = view.pace === 1 ? '' : ` · pace ${view.pace}`
  const left = ` ${windowLine(view, frame)}`
  const facts = clip(`${where}${pace} · revision ${view.revision}`, columns - columnsOf(left) - 3)
  const second = ends(left, paint.dim(`${facts} `), columns)
  return [first, second]
}

function windowLine(view: ChangeView, { paint, zone, now }: Frame): string {
  const { words, tone } = windowWords(view, now)
  return toned(paint, tone, withLocalTimes(words, zone, now))
}
