import type { ChangeView } from '../../read/change/change-view.ts'
import { isCalm } from '../../read/words/marks.ts'
import { localTime, soon, withLocalTimes } from '../../read/words/time.ts'
import { type Frame, headed } from './frame.ts'
import { plain, wrap } from './text.ts'

/** Why it goes back, or has ended without success: before everything else. */
export function drawWhy({ headline: { cause, look } }: ChangeView, frame: Frame): readonly string[] {
  if (cause === null) return []
  const { paint, columns, zone, now } = frame
  const tone = look === 'idle' ? paint.yellow : paint.red
  return ['', ...headed(paint, 'Why', wrap(withLocalTimes(plain(cause), zone, now), columns - 11).map(tone))]
}

/** What stands in the way, and what to do about it. */
export function drawConcerns(view: ChangeView, frame: Frame): readonly string[] {
  const { paint, columns, zone, now } = frame
  return (
    view.concerns
      // What is left to a person stands in the checklist; after success, what is left to settle is all there is to do.
      .filter(({ concern, lines }) => concern !== 'person' || (view.endedAt !== null && lines.length > 0))
      .flatMap(({ concern, sentence, detail, since, remedy, lines }) => {
        const tone = isCalm({ concern }) ? paint.yellow : paint.red
        const when = since === null ? '' : ` (since ${localTime(since, zone, now)})`
        const what = wrap(withLocalTimes(plain(sentence), zone, now) + when, columns - 11).map(tone)
        const todo = [remedy, lines.join(', or ')].filter((words) => words !== '').join(': ')
        const how = todo === '' ? [] : wrap(plain(todo), columns - 11).map(paint.dim)
        const exactly = detail === null ? [] : wrap(plain(detail), columns - 11).map(paint.dim)
        return headed(paint, '!', [...what, ...how, ...exactly])
      })
  )
}

export function drawNext(view: ChangeView, { paint, columns, zone, now }: Frame): readonly string[] {
  const { sentence, at, unless } = view.next
  const when = at === null ? '' : ` at ${localTime(at, zone, now)} (${soon(at, now)})`
  const so = unless === null ? '' : ` unless ${unless}`
  return headed(
    paint,
    'Next',
    wrap(plain(sentence + when + so), columns - 11).map((line) =>
      unless === null ? paint.bold(line) : paint.bold(paint.red(line)),
    ),
  )
}
