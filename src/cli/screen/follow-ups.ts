import type { ChangeView } from '../../read/change/change-view.ts'
import type { DoneView, FollowUpView } from '../../read/follow-up/follow-up-view.ts'
import { doneBy, evidenceWords, owedUntil, owedWords } from '../../read/words/follow-ups.ts'
import { localTime, withLocalTimes } from '../../read/words/time.ts'
import { type Frame, headed, toned } from './frame.ts'
import { clip, pad, plain, wrap } from './text.ts'

const TONES = { open: 'plain', overdue: 'bad', done: 'good' } as const
const MARKS = { open: '[ ]', overdue: '[!]', done: '[✓]' } as const

/** Tasks, one a line and a change a block; what was said of those that are done below them. */
export function drawFollowUps(tasks: readonly FollowUpView[], frame: Frame): string {
  if (tasks.length === 0) return 'nothing is left to do'
  const changes = Map.groupBy(tasks, ({ change }) => change)
  return [...changes]
    .map(([change, those]) => {
      const head = frame.paint.bold(`${change} ${plain(those[0]?.of ?? '')}`)
      return [head, ...those.flatMap((task) => [line(task, those, frame), below(task, frame)])].join('\n')
    })
    .join('\n\n')
}

const SHOWN = 6

/** What a change has left, in short: how much until when, and the first of what is not done where that is known. */
export function drawOwed(
  { id, followUps }: ChangeView,
  tasks: readonly FollowUpView[],
  frame: Frame,
): readonly string[] {
  if (followUps === null) return []
  const { paint, columns, zone, now } = frame
  const said = withLocalTimes(owedUntil(followUps), zone, now)
  const tone = followUps.overdue > 0 ? 'bad' : followUps.open > 0 ? 'wait' : 'good'
  const open = tasks.filter(({ state }) => state !== 'done').slice(0, SHOWN)
  const more = followUps.open - open.length
  const all = `cutwater follow-ups list ${id}`
  return headed(paint, 'Left', [
    ...wrap(said, columns - 11).map((one) => toned(paint, tone, one)),
    ...open.map((task) => line(task, open, frame).trimStart()),
    ...(followUps.open === 0
      ? []
      : [paint.dim(open.length > 0 && more > 0 ? `and ${more} more: ${all}` : all)]),
  ])
}

/** The same in one line, for a pipe. */
export function owedLine({ id, followUps }: Pick<ChangeView, 'id' | 'followUps'>): string | null {
  if (followUps === null || followUps.open === 0) return null
  return `${id}: ${owedUntil(followUps)}; cutwater follow-ups list ${id}`
}

/** For a list of changes; null where nothing is owed. */
export const owedShort = (followUps: ChangeView['followUps']): string | null =>
  followUps === null || followUps.open === 0 ? null : owedWords(followUps)

function line(
  { title, owner, as, dueAt, state }: FollowUpView,
  all: readonly FollowUpView[],
  { paint, columns, zone, now }: Frame,
): string {
  const width = Math.min(Math.max(16, columns - 56), 48, Math.max(...all.map((one) => one.title.length)))
  const who = plain(as === null ? owner : `${owner}, ${as}`)
  const due = `${state === 'overdue' ? 'was due' : 'due'} ${localTime(dueAt, zone, now)}`
  return `  ${toned(paint, TONES[state], MARKS[state])} ${pad(clip(plain(title), width), width)}  ${
    state === 'done' ? paint.dim(who) : `${who}, ${toned(paint, TONES[state], due)}`
  }`
}

function below(view: FollowUpView, frame: Frame): string {
  const room = Math.max(20, frame.columns - 6)
  const lines = view.done === null ? belowOwed(view, frame, room) : belowDone(view.done, frame, room)
  return lines.map((one) => `      ${one}`).join('\n')
}

function belowOwed(view: FollowUpView, { paint, zone, now }: Frame, room: number): readonly string[] {
  const looked = evidenceWords(view)
  const said = looked === null ? [] : wrap(withLocalTimes(plain(looked), zone, now), room)
  return [clip(view.task, room), ...said].map(paint.dim)
}

/** What was seen is read as a whole: nobody has put it in short. */
function belowDone(done: DoneView, { paint, zone, now }: Frame, room: number): readonly string[] {
  const said = plain(`${doneBy(done)}, ${localTime(done.at, zone, now)}: ${done.note}`)
  const files = done.attachments.map(({ name, sha256 }) =>
    paint.dim(clip(plain(`${name}, sha256 ${sha256.slice(0, 12)}`), room)),
  )
  return [...(done.byEvidence ? wrap(said, room) : [clip(said, room)]), ...files]
}
