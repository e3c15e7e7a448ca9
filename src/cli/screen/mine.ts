import type { Mine } from '../../read/people/mine.ts'
import { howToAnswer } from '../../read/words/mine.ts'
import { localTime } from '../../read/words/time.ts'
import type { Frame } from './frame.ts'
import { clip, plain } from './text.ts'

/** What waits for a person: what it is, and the line that answers it. Those that name the person come first. */
export function drawMine(all: readonly Mine[], { paint, columns, zone, now }: Frame): string {
  if (all.length === 0) return 'nothing waits for you'
  const sorted = [...all.filter(({ named }) => named), ...all.filter(({ named }) => !named)]
  return sorted
    .map((one) => {
      const due = one.dueAt === null ? '' : localTime(one.dueAt, zone, now)
      const since = one.overdue
        ? paint.red(`  was due ${due}`)
        : due !== ''
          ? `  due ${due}`
          : one.since === null
            ? ''
            : paint.dim(`  since ${localTime(one.since, zone, now)}`)
      const whose = one.named ? '' : paint.dim('  anyone may answer')
      const said = one.notReady === null ? '' : `\n    ${paint.red(plain(`not ready: ${one.notReady}`))}`
      const seen =
        one.doneOnceSeen === null
          ? ''
          : `\n    ${paint.dim(clip(plain(`done once seen: ${one.doneOnceSeen}`), Math.max(20, columns - 4)))}`
      const title = clip(plain(`${one.title} (${one.plan}, ${one.environment})`), Math.max(20, columns - 30))
      return `${paint.bold(one.change)}  ${title}${since}${whose}${said}${seen}\n    ${paint.dim(howToAnswer(one))}`
    })
    .join('\n')
}
