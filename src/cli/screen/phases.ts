import type { ChangeView } from '../../read/change/change-view.ts'
import type { PhaseView } from '../../read/progress/phases-view.ts'
import { changeClock, markOfPhase, phaseWords, tWords } from '../../read/words/phases.ts'
import { localTime } from '../../read/words/time.ts'
import { type Frame, GLYPHS, headed, toned } from './frame.ts'
import { clip, columnsOf, plain } from './text.ts'

/** How many phases stand on a screen that moves; of more, those that matter now. */
const FEW = 6

/** The clock of the change, and a line for each phase. `all`: also those that are long past, or far away. */
export function drawPhases(view: ChangeView, frame: Frame, all: boolean): readonly string[] {
  const { phases, endedAt } = view
  if (phases === null) return []
  const { paint, columns, zone, now } = frame
  const shown = all || phases.list.length <= FEW ? phases.list : near(phases.list)
  const left = phases.list.length - shown.length
  const open = endedAt === null
  const at = phases.t === null ? '' : ` (${tWords(phases, now)} ${localTime(phases.t, zone, now)})`
  const clock = open ? [`${paint.bold(changeClock(phases, now))}${paint.dim(at)}`] : []
  const more = left === 0 ? [] : [paint.dim(`${left} more: cutwater show ${view.id}`)]
  return headed(paint, 'Phases', [
    ...clock,
    ...shown.map((phase) => lineOf(phase, frame, open, columns - 10)),
    ...more,
  ])
}

/** Those under way, the one that ended last, and the two that come next. */
function near(list: readonly PhaseView[]): readonly PhaseView[] {
  const ended = list.filter(({ status }) => status === 'ended').at(-1)
  const next = list.filter(({ status }) => status === 'waiting').slice(0, 2)
  return list.filter(
    (phase) =>
      phase === ended || phase.status === 'running' || phase.status === 'left' || next.includes(phase),
  )
}

function lineOf(phase: PhaseView, { paint, now }: Frame, open: boolean, columns: number): string {
  const { sign, tone, word } = markOfPhase(phase, now, open)
  const lead = phase.lead === null ? '' : plain(phase.lead.person ?? phase.lead.title)
  const rest = [
    phase.starts,
    lead,
    word === 'late' || word === 'due' ? word : '',
    phaseWords(phase, now, open),
  ]
    .filter((words) => words !== '')
    .join(' · ')
  const name = clip(plain(phase.id), Math.max(12, columns - 2 - columnsOf(rest) - 3))
  const text = clip(`${name} · ${rest}`, columns - 2)
  return `${toned(paint, tone, GLYPHS[sign])} ${tone === 'quiet' ? paint.dim(text) : tone === 'bad' ? paint.red(text) : text}`
}

/** Who answers for what, and how they are reached. */
export function drawPeople({ leads, contacts }: ChangeView, { paint, columns }: Frame): readonly string[] {
  const named = leads.map(({ title, person }) => `${title}: ${person ?? 'nobody named'}`)
  const reached = Object.entries(contacts).map(([name, said]) => `${name}: ${said}`)
  const lines = [...named, ...reached].map((line) => clip(plain(line), columns - 10))
  return headed(paint, 'People', lines)
}
