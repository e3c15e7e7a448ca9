import type { ChangeView } from '../../read/change/change-view.ts'
import { CHECKS, evidenceWords } from '../../read/words/marks.ts'
import { withLocalTimes } from '../../read/words/time.ts'
import { type Frame, GLYPHS, headed, toned } from './frame.ts'
import { clip, plain, wrap } from './text.ts'

/** In the box of a list to tick off. */
const TICKS = { ...GLYPHS, open: ' ', going: '…', done: '✓' }

/** One line an item; with `evidence` what was seen stands below it. */
export function drawChecklist(view: ChangeView, frame: Frame, evidence: boolean): readonly string[] {
  const { paint, columns, zone, now } = frame
  // A change that ended before its checks has nothing to tick off.
  if (view.endedAt !== null && view.checklist.every(({ status }) => status === 'waiting')) return []
  const lines = view.checklist.flatMap((item) => {
    const { sign, tone } = CHECKS[item.status]
    const title = `${toned(paint, tone, `[${TICKS[sign]}]`)} ${clip(plain(item.title), columns - 15)}`
    const words = evidenceWords(item)
    const seen = words === null ? null : withLocalTimes(plain(words), zone, now)
    return evidence && seen !== null
      ? [title, ...wrap(seen, columns - 15).map((line) => paint.dim(`    ${line}`))]
      : [title]
  })
  return lines.length === 0 ? [] : headed(paint, 'Accept', lines)
}
