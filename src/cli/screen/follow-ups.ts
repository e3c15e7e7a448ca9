import type { FollowUpView } from '../../read/follow-up/follow-up-view.ts'
import { localTime } from '../../read/words/time.ts'
import { type Frame, toned } from './frame.ts'
import { clip, pad, plain } from './text.ts'

const TONES = { open: 'plain', overdue: 'bad', done: 'good' } as const
const MARKS = { open: '[ ]', overdue: '[!]', done: '[✓]' } as const

/** Tasks, one a line and a change a block; what was said of those that are done below them. */
export function drawFollowUps(tasks: readonly FollowUpView[], frame: Frame): string {
  if (tasks.length === 0) return 'nothing is left to do'
  const changes = [...new Set(tasks.map(({ change }) => change))]
  return changes
    .map((change) => {
      const those = tasks.filter((task) => task.change === change)
      const [first] = those
      return [
        frame.paint.bold(`${change} ${plain(first?.of ?? '')}`),
        ...those.map((task) => line(task, those, frame)),
      ].join('\n')
    })
    .join('\n\n')
}

function line(
  { task, title, owner, as, dueAt, state, done }: FollowUpView,
  all: readonly FollowUpView[],
  { paint, columns, zone, now }: Frame,
): string {
  const width = Math.min(48, Math.max(...all.map((one) => one.title.length)))
  const who = plain(as === null ? owner : `${owner}, ${as}`)
  const due = `${state === 'overdue' ? 'was due' : 'due'} ${localTime(dueAt, zone, now)}`
  const head = `  ${toned(paint, TONES[state], MARKS[state])} ${pad(clip(plain(title), width), width)}  ${
    state === 'done' ? paint.dim(who) : `${who}, ${toned(paint, TONES[state], due)}`
  }`
  const below =
    done === null
      ? paint.dim(clip(task, Math.max(20, columns - 6)))
      : clip(plain(`${done.by}, ${localTime(done.at, zone, now)}: ${done.note}`), Math.max(20, columns - 6))
  return `${head}\n      ${below}`
}
