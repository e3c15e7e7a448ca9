import type { EntryView } from '../../read/journal/entry-view.ts'
import { localTime, withLocalTimes } from '../../read/words/time.ts'
import type { Frame } from './frame.ts'
import { clip, plain } from './text.ts'
import { utc } from './time.ts'

/** The latest entries, one line each, in the reader's own time. */
export function drawJournal(
  entries: readonly EntryView[],
  { paint, columns, zone, now }: Frame,
): readonly string[] {
  return entries.map((entry) => {
    const time = localTime(entry.at, zone, now)
    const sentence = clip(plain(withLocalTimes(entry.sentence, zone, now)), columns - time.length - 4)
    const toned =
      entry.weight === 'loud'
        ? paint.red(sentence)
        : entry.weight === 'refusal'
          ? paint.yellow(sentence)
          : sentence
    return ` ${paint.dim(time)}  ${toned}`
  })
}

/** In a pipe nothing is cut and everything is UTC. */
export function plainLine(entry: Pick<EntryView, 'at' | 'sentence'>): string {
  return `${utc(entry.at)}  ${plain(entry.sentence)}`
}
