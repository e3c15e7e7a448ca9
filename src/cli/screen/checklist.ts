import type { ChangeView } from '../../read/change-view.ts'
import type { ChecklistItem } from '../../read/checklist-view.ts'
import { type Frame, headed, type Tone, toned } from './frame.ts'
import { clip, plain, wrap } from './text.ts'
import { withLocalTimes } from './time.ts'

const MARKS: Record<ChecklistItem['status'], readonly [string, Tone]> = {
  waiting: ['[ ]', 'quiet'],
  running: ['[…]', 'wait'],
  passed: ['[✓]', 'good'],
  failed: ['[✗]', 'bad'],
  'left-to-person': ['[?]', 'wait'],
}

/** One line an item; with `evidence` what was seen stands below it. */
export function drawChecklist(view: ChangeView, frame: Frame, evidence: boolean): readonly string[] {
  const { paint, columns, zone, now } = frame
  // A change that ended before its checks has nothing to tick off.
  if (view.endedAt !== null && view.checklist.every(({ status }) => status === 'waiting')) return []
  const lines = view.checklist.flatMap((item) => {
    const [mark, tone] = MARKS[item.status]
    const title = `${toned(paint, tone, mark)} ${clip(plain(item.title), columns - 15)}`
    const seen =
      item.evidence === null
        ? null
        : withLocalTimes(
            plain(item.status === 'left-to-person' ? `left to ${item.evidence}` : item.evidence),
            zone,
            now,
          )
    return evidence && seen !== null
      ? [title, ...wrap(seen, columns - 15).map((line) => paint.dim(`    ${line}`))]
      : [title]
  })
  return lines.length === 0 ? [] : headed(paint, 'Accept', lines)
}
