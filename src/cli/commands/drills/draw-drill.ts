import { lasted } from '../../../core/report/words.ts'
import { percent } from '../../../core/traffic/percent.ts'
import type { DrillRecordView, DrillView } from '../../../read/drills/drill-view.ts'
import { ageWords, drillWords } from '../../../read/words/drill.ts'
import { type Frame, toned } from '../../screen/frame.ts'
import { clip, pad, plain } from '../../screen/text.ts'

/** Each part of the rollback beside its limit, and the requests that were counted. */
export function drawDrill(drill: DrillRecordView, { paint }: Pick<Frame, 'paint'>): string {
  const { words, tone } = drillWords(drill)
  const rows = drill.parts.map(({ what, tookMs, limitMs, ok, because }) => ({
    cells: [
      plain(what),
      tookMs === null ? 'not begun' : lasted(tookMs),
      limitMs === null ? 'none' : lasted(limitMs),
      ok === null ? 'lasts' : ok ? 'yes' : 'NO',
    ],
    because: because === null ? '' : plain(because),
  }))
  const head = ['part of the rollback', 'took', 'limit', 'ok']
  const widths = head.map((word, i) =>
    Math.min(60, Math.max(word.length, ...rows.map(({ cells }) => (cells[i] ?? '').length))),
  )
  const line = (cells: readonly string[]) =>
    cells.map((cell, i) => pad(clip(cell, widths[i] ?? 0), widths[i] ?? 0)).join('  ')
  const counted = drill.counted.map(
    ({ target, slot, requests, failed }) =>
      `${plain(target)} ${slot}: ${failed.toLocaleString('en-US')} of ${requests.toLocaleString('en-US')} requests failed`,
  )
  return [
    ...(rows.length === 0 ? [] : [paint.dim(line(head).trimEnd())]),
    ...rows.map(({ cells, because }) => `${line(cells)}  ${because}`.trimEnd()),
    ...(counted.length === 0 ? [] : ['', ...counted]),
    '',
    toned(paint, tone, `${plain(words)}.`),
  ].join('\n')
}

/** Drills, one a line, with their age. */
export function drawDrills(drills: readonly DrillView[], { paint, columns, now }: Frame): string {
  if (drills.length === 0) return 'no drills'
  return drills
    .map((drill) => {
      const { words, tone } = drillWords(drill)
      const where = [
        drill.plan,
        drill.environment,
        drill.at === null ? 'without traffic' : `from ${percent(drill.at)}`,
      ]
        .map(plain)
        .join(' ')
      const head = `${paint.bold(drill.change)}  ${ageWords(drill, now)}  ${where}  `
      return `${head}${toned(paint, tone, clip(plain(words), Math.max(40, columns)))}`
    })
    .join('\n')
}
