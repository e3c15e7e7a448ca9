import type { ChangeLine } from '../../read/change/change-view.ts'
import { localTime } from '../../read/words/time.ts'
import { STATUS_TONES, statusWords } from '../../read/words/tone.ts'
import { owedShort } from './follow-ups.ts'
import { type Frame, toned } from './frame.ts'
import { clip, pad, plain } from './text.ts'

/** Changes, one a line; the last column takes what room is left. */
export function drawList(lines: readonly ChangeLine[], { paint, columns, zone, now }: Frame): string {
  if (lines.length === 0) return 'no changes'
  const rows = lines.map((line) => ({
    line,
    cells: [
      line.id,
      statusWords(line.status),
      [line.environment, line.version]
        .filter((word) => word !== '')
        .map(plain)
        .join(' '),
      localTime(line.startedAt ?? line.requestedAt, zone, now),
    ],
  }))
  const widths = [0, 1, 2, 3].map((i) =>
    Math.min(28, Math.max(...rows.map(({ cells }) => (cells[i] ?? '').length))),
  )
  const used = widths.reduce((sum, width) => sum + width + 2, 0)
  return rows
    .map(({ line, cells }) => {
      const [id = '', status = '', where = '', when = ''] = cells.map((cell, i) =>
        pad(clip(cell, widths[i] ?? 0), widths[i] ?? 0),
      )
      const alarm = line.headline.look === 'danger' ? 'IN DANGER: ' : ''
      const doing = [line.doing, owedShort(line.followUps) ?? ''].filter((word) => word !== '').join('; ')
      const what = clip(
        plain(`${alarm}${line.title}${doing === '' ? '' : `: ${doing}`}`),
        Math.max(20, columns - used),
      )
      return `${paint.bold(id)}  ${toned(paint, STATUS_TONES[line.status], status)}  ${where}  ${paint.dim(when)}  ${what}`.trimEnd()
    })
    .join('\n')
}
