import { percent } from '../../core/traffic/percent.ts'
import type { ChangeView } from '../../read/change/change-view.ts'
import type { StepView } from '../../read/progress/step-view.ts'
import { BACK_STEPS, markOfStep, UNDO } from '../../read/words/marks.ts'
import { stagedWords } from '../../read/words/staged.ts'
import { localTime, soon } from '../../read/words/time.ts'
import type { Marked } from '../../read/words/tone.ts'
import { type Frame, GLYPHS, headed, toned } from './frame.ts'
import { clip, columnsOf, plain, wrap } from './text.ts'

export function drawSteps(view: ChangeView, frame: Frame): readonly string[] {
  const { paint, columns } = frame
  const steps = view.steps.map((step) =>
    mark(paint, markOfStep(view, step), step.title, again(step), columns - 14),
  )
  return [...headed(paint, 'Steps', flow(steps, columns - 10)), ...drawStaged(view, frame)]
}

/** What is written at a moment that is still to come. */
function drawStaged({ steps }: ChangeView, { paint, columns, zone, now }: Frame): readonly string[] {
  const lines = steps.flatMap(({ staged }) => {
    if (staged === null) return []
    const { liveAt } = staged
    const when = liveAt === null ? 'at T' : `at ${localTime(liveAt, zone, now)} (${soon(liveAt, now)})`
    return stagedWords(staged).flatMap((words) => wrap(plain(`${words} ${when}`), columns - 11))
  })
  return headed(paint, 'Staged', lines)
}

export function drawRollback(view: ChangeView, { paint, columns }: Frame): readonly string[] {
  const back = view.rollback
  if (back === null) return []
  const well = back.traffic === 'closed' || back.traffic === 'untouched'
  const traffic = mark(
    paint,
    well ? { sign: 'done', tone: 'good' } : { sign: 'going', tone: 'wait' },
    `traffic ${back.traffic}${back.weight === null ? '' : ` at ${percent(back.weight)}`}`,
    '',
    columns - 14,
  )
  const undo = back.undo.map(({ status, title, harmless }) =>
    mark(
      paint,
      UNDO[status],
      title,
      status === 'skipped' ? (harmless ? ' (nothing to undo)' : ' (skipped)') : '',
      columns - 14,
    ),
  )
  const own = back.steps.map(({ status, title }) =>
    mark(paint, BACK_STEPS[status], title, status === 'skipped' ? ' (skipped)' : '', columns - 14),
  )
  return headed(paint, 'Back', flow([traffic, ...undo, ...own], columns - 10))
}

function mark(
  paint: Frame['paint'],
  { sign, tone }: Pick<Marked, 'sign' | 'tone'>,
  title: string,
  more: string,
  room: number,
): string {
  const text = clip(plain(title), Math.max(8, room - more.length)) + more
  return `${toned(paint, tone, GLYPHS[sign])} ${tone === 'quiet' ? paint.dim(text) : text}`
}

function again({ attempt, attempts, status }: StepView): string {
  return attempt > 1 || status === 'retrying' ? ` (${attempt} of ${attempts})` : ''
}

/** As many to a line as fit. */
function flow(items: readonly string[], columns: number): readonly string[] {
  const lines: string[] = []
  for (const item of items) {
    const last = lines.at(-1)
    if (last !== undefined && columnsOf(last) + 3 + columnsOf(item) <= columns)
      lines[lines.length - 1] = `${last}   ${item}`
    else lines.push(item)
  }
  return lines
}
