import type { ChangeView } from '../../read/change/change-view.ts'
import { isCalm } from '../../read/words/marks.ts'
import { localTime, span, withLocalTimes } from '../../read/words/time.ts'
import { type Frame, headed } from './frame.ts'
import { plain, wrap } from './text.ts'

/** What stands in the way, and what to do about it. */
export function drawConcerns(view: ChangeView, frame: Frame): readonly string[] {
  const { paint, columns, zone, now } = frame
  return view.concerns
    .filter(({ concern }) => concern !== 'person')
    .flatMap(({ concern, sentence, since, remedy, lines }) => {
      const tone = isCalm({ concern }) ? paint.yellow : paint.red
      const when = since === null ? '' : ` (since ${localTime(since, zone, now)})`
      const what = wrap(withLocalTimes(plain(sentence), zone, now) + when, columns - 11).map(tone)
      const todo = [remedy, lines.join(', or ')].filter((words) => words !== '').join(': ')
      const how = todo === '' ? [] : wrap(plain(todo), columns - 11).map(paint.dim)
      return headed(paint, '!', [...what, ...how])
    })
}

export function drawNext(view: ChangeView, { paint, columns, zone, now }: Frame): readonly string[] {
  const { sentence, at } = view.next
  const when =
    at === null
      ? ''
      : ` at ${localTime(at, zone, now)}${Date.parse(at) > now ? ` (in ${span(Date.parse(at) - now)})` : ''}`
  return headed(
    paint,
    'Next',
    wrap(plain(sentence) + when, columns - 11).map((line) => paint.bold(line)),
  )
}
