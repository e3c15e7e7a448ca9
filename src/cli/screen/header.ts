import type { Status } from '../../core/change/change.ts'
import type { ChangeView } from '../../read/change-view.ts'
import { type Frame, type Tone, toned } from './frame.ts'
import { clip, columnsOf, ends, plain } from './text.ts'
import { localTime, span } from './time.ts'

const TONES: Record<Status, Tone> = {
  draft: 'quiet',
  requested: 'wait',
  scheduled: 'wait',
  running: 'good',
  paused: 'wait',
  'rolling-back': 'bad',
  succeeded: 'good',
  'rolled-back': 'bad',
  failed: 'bad',
  cancelled: 'quiet',
  expired: 'quiet',
  missed: 'bad',
}

export function badge({ paint }: Pick<Frame, 'paint'>, status: Status): string {
  const word = ` ${status.replace('-', ' ').toUpperCase()} `
  // Without colour the brackets make it a badge.
  return paint.isColorSupported
    ? toned(paint, TONES[status], paint.inverse(paint.bold(word)))
    : `[${word.trim()}]`
}

export const toneOf = (status: Status): Tone => TONES[status]

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
  const { window, startedAt, endedAt } = view
  const at = (iso: string) => localTime(iso, zone, now)
  if (endedAt !== null)
    return startedAt === null
      ? `ended ${at(endedAt)}`
      : `ended ${at(endedAt)} after ${span(Date.parse(endedAt) - Date.parse(startedAt))}`
  if (window === null)
    return startedAt === null ? 'no window' : `running for ${span(now - Date.parse(startedAt))}`
  if (window.openedAt === null)
    return window.plannedStart === null
      ? 'opens at once'
      : `window opens ${at(window.plannedStart)}, in ${span(Date.parse(window.plannedStart) - now)}`
  if (window.overrunAt !== null)
    return paint.red(
      paint.bold(`OVERRUN since ${at(window.overrunAt)}, for ${span(now - Date.parse(window.overrunAt))}`),
    )
  if (window.closedAt !== null || window.endsAt === null)
    return `window closed${window.closedAt === null ? '' : ` ${at(window.closedAt)}`}`
  const left = Date.parse(window.endsAt) - now
  const text = `window closes ${at(window.endsAt)}, in ${span(left)}`
  return left < window.durationMs / 5 ? paint.yellow(text) : text
}
