import type { ChangeView } from '../change/change-view.ts'
import { span } from './time.ts'
import type { Tone } from './tone.ts'

/** How long there is. The sentence holds instants in UTC, for the surface to put into the reader's own time. */
export function windowWords(
  { window, startedAt, endedAt }: Pick<ChangeView, 'window' | 'startedAt' | 'endedAt'>,
  now: number,
): { readonly words: string; readonly tone: Tone } {
  const plain = (words: string) => ({ words, tone: 'plain' }) as const
  const since = (at: string, until = now) => span(until - Date.parse(at))
  if (endedAt !== null) {
    const late = window === null || window.overrunAt === null ? '' : `, overrun since ${window.overrunAt}`
    const after = startedAt === null ? '' : ` after ${since(startedAt, Date.parse(endedAt))}`
    return plain(`ended ${endedAt}${after}${late}`)
  }
  if (window === null) return plain(startedAt === null ? 'no window' : `running for ${since(startedAt)}`)
  const left = (at: string) => span(Date.parse(at) - now)
  const { plannedStart, openedAt, overrunAt, closedAt, endsAt, durationMs } = window
  if (openedAt === null && plannedStart !== null && Date.parse(plannedStart) < now)
    return { words: `window was to open ${plannedStart}, ${since(plannedStart)} ago`, tone: 'wait' }
  if (openedAt === null)
    return plain(
      plannedStart === null ? 'opens at once' : `window opens ${plannedStart}, in ${left(plannedStart)}`,
    )
  if (overrunAt !== null) return { words: `OVERRUN since ${overrunAt}, for ${since(overrunAt)}`, tone: 'bad' }
  if (closedAt !== null) return plain(`window closed ${closedAt}`)
  if (endsAt === null) return plain('window open, without an end')
  const short = Date.parse(endsAt) - now < durationMs / 5
  return { words: `window closes ${endsAt}, in ${left(endsAt)}`, tone: short ? 'wait' : 'plain' }
}
