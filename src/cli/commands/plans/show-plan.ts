import type { Declarations } from '../../../core/plan/fill/inputs.ts'
import { planInputs } from '../../../core/plan/plan-header.ts'
import { formatDuration } from '../../../core/time/duration.ts'
import type { PlanLine, PlanView } from '../../../read/records/plan-view.ts'
import { ageWords, drillWords } from '../../../read/words/drill.ts'
import { localTime } from '../../../read/words/time.ts'
import { type ConnectionOptions, connect } from '../../connection/connection.ts'
import { registeredPlan } from '../../plan/chosen-plan.ts'
import { drawn } from '../../screen/drawn.ts'
import { toned } from '../../screen/frame.ts'
import { clip, columnsOf, pad, plain } from '../../screen/text.ts'
import type { Terminal } from '../../terminal/terminal.ts'

export type ShowOptions = ConnectionOptions & { readonly json?: boolean; readonly text?: boolean }

export async function showPlan(word: string, options: ShowOptions, terminal: Terminal): Promise<void> {
  const plan = await registeredPlan(connect(options, terminal), word)
  if (options.json === true) return terminal.say(JSON.stringify(plan))
  if (options.text === true) return terminal.say(textFor(plan, terminal))
  const { paint } = terminal
  terminal.say(paint.bold(plain(plan.title)))
  terminal.say(`${plan.name} version ${plan.version}, hash ${plan.hash}`)
  const due = reviewLine(plan, terminal)
  if (due !== null) terminal.say(due)
  const { lastDrill } = plan
  if (lastDrill !== null) {
    const { words, tone } = drillWords(lastDrill)
    const when = ageWords(lastDrill, terminal.now())
    terminal.say(toned(paint, tone, `drill ${lastDrill.change}, ${when}: ${plain(words)}`))
  }
  const inputs = Object.entries(planInputs(plan.text) ?? {})
  if (inputs.length > 0) terminal.say(`\n${paint.dim('inputs')}`)
  for (const line of drawInputs(inputs, terminal)) terminal.say(line)
  terminal.say(`\n${paint.dim('versions')}`)
  for (const line of drawVersions(plan.versions, 'version', terminal)) terminal.say(line)
}

/** When it is to be reviewed, and by whom it was last; null where its text does not ask for it. */
export function reviewLine({ name, review }: PlanLine, { paint, zone, now }: Terminal): string | null {
  if (review === null) return null
  const { everyMs, dueAt, overdue, last } = review
  const by = last === null ? '' : `, last by ${plain(last.by)}: ${plain(last.because)}`
  const due = localTime(dueAt, zone, now())
  const every = `to be reviewed every ${formatDuration(everyMs)}${by}`
  return overdue
    ? paint.yellow(`${every}, and was due ${due}: read it, then cutwater plan review ${name} --because "..."`)
    : `${every}, next by ${due}`
}

/** In a pipe exactly what was registered; nothing in it may move the cursor of a terminal. */
function textFor({ text }: PlanView, { live }: Terminal): string {
  const lines = text.replace(/\n$/, '')
  return live ? lines.split('\n').map(plain).join('\n') : lines
}

function drawInputs(
  inputs: readonly (readonly [string, Declarations[string]])[],
  terminal: Terminal,
): readonly string[] {
  const rows = inputs.map(([name, { type, values, default: otherwise, description = '' }]) => ({
    said: plain(`${name}=${values?.join('|') ?? type.toUpperCase()}`),
    else:
      otherwise === undefined ? 'required' : `else ${otherwise === '' ? 'empty' : plain(String(otherwise))}`,
    what: plain(description),
  }))
  const [said, otherwise] = [widestOf(rows, 'said'), widestOf(rows, 'else')]
  const room = Math.max(20, drawn(terminal).columns - said - otherwise - 6)
  return rows.map((row) =>
    `  ${pad(row.said, said)}  ${terminal.paint.dim(pad(row.else, otherwise))}  ${clip(row.what, room)}`.trimEnd(),
  )
}

/** One a line, led by what tells them apart. */
export function drawVersions(
  lines: readonly PlanLine[],
  by: 'name' | 'version',
  terminal: Terminal,
): readonly string[] {
  const rows = lines.map((line) => ({
    lead: by === 'name' ? line.name : String(line.version),
    number: by === 'name' ? `version ${line.version}` : line.hash.slice(0, 12),
    when: localTime(line.at, terminal.zone, terminal.now()),
    who: plain(line.by),
    title: plain(line.title),
  }))
  const lead = widestOf(rows, 'lead')
  const number = widestOf(rows, 'number')
  const when = widestOf(rows, 'when')
  const who = widestOf(rows, 'who')
  const room = Math.max(20, drawn(terminal).columns - lead - number - when - who - 10)
  return rows.map((row) =>
    `  ${pad(row.lead, lead)}  ${pad(row.number, number)}  ${terminal.paint.dim(pad(row.when, when))}  ${pad(row.who, who)}  ${clip(row.title, room)}`.trimEnd(),
  )
}

function widestOf<Key extends string>(rows: readonly Readonly<Record<Key, string>>[], key: Key): number {
  return Math.max(0, ...rows.map((row) => columnsOf(row[key])))
}
