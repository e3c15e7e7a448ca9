import type { ChangeView } from '../../read/change/change-view.ts'
import { VALIDATION, VERIFICATION } from '../../read/words/marks.ts'
import { localTime } from '../../read/words/time.ts'
import { type Frame, GLYPHS, headed, toned } from './frame.ts'
import { plain, wrap } from './text.ts'

/** What is recorded beside a change that went back: whether all is well since. */
export function drawVerification({ verification }: ChangeView, frame: Frame): readonly string[] {
  if (verification === null) return []
  const { paint, columns, zone, now } = frame
  const { status, until, wanted, gates, because, settled } = verification
  const { sign, tone, word } = VERIFICATION[status]
  const seen = gates.map(({ target, seen }) => `${target} ${seen}`).join(', ')
  const what = [
    `${word}${until === null ? '' : ` until ${localTime(until, zone, now)}`}`,
    ...(gates.length === 0 ? wanted : [seen]),
    ...(because === null ? [] : [because]),
    ...(settled === null ? [] : [`${settled.by} has seen to it: ${settled.because}`]),
  ].join(': ')
  const [first = '', ...more] = wrap(plain(what), columns - 13)
  return headed(paint, 'Verify', [
    `${toned(paint, tone, GLYPHS[sign])} ${first}`,
    ...more.map((line) => `  ${line}`),
  ])
}

/** What people have asked to weigh, with what was answered; what the plan names, while nobody has asked. */
export function drawConsiderations(
  { considerations: { weigh, raised }, startedAt, endedAt, rollback }: ChangeView,
  frame: Frame,
): readonly string[] {
  const { paint, columns } = frame
  const lines = raised.map(({ number, by, because, answer }) => {
    const said =
      answer === null ? 'not answered yet' : `${WORDS[answer.as]} by ${answer.by}: ${answer.because}`
    return `${number}. ${by}: ${because}; ${said}`
  })
  const isOpen = startedAt !== null && endedAt === null && rollback === null
  const named = isOpen && raised.length === 0 ? [weigh.join('; ')] : []
  const shown = [...lines, ...named.filter((line) => line !== '')]
  return headed(
    paint,
    'Weigh',
    shown.flatMap((line) => wrap(plain(line), columns - 11)),
  )
}

const WORDS = { declined: 'declined', 'rolled-back': 'rolled back' } as const

/** What people have seen of suites for it: the newest, and how many more there are. */
export function drawValidations({ validations }: ChangeView, frame: Frame): readonly string[] {
  const [newest, ...more] = validations
  if (newest === undefined) return []
  const { paint, columns, zone, now } = frame
  const { sign, tone, word } = VALIDATION[newest.outcome]
  const suites = newest.suites.map(({ title, says }) => `${title}: ${says}`).join('; ')
  const of = newest.canary.length === 0 ? '' : `, with the new version of ${newest.canary.join(' and ')}`
  const before = more.length === 0 ? '' : ` (and ${more.length} before)`
  const what = `${word}, ${newest.by} ${localTime(newest.at, zone, now)}${of}: ${suites}${before}`
  const [first = '', ...rest] = wrap(plain(what), columns - 13)
  return headed(paint, 'Suites', [
    `${toned(paint, tone, GLYPHS[sign])} ${first}`,
    ...rest.map((line) => `  ${line}`),
  ])
}
