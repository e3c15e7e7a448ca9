import { FILLED } from '../../core/binding/polled-signal.ts'
import { formatInstant } from '../../core/time/instant.ts'
import type { Question } from '../../ports/metrics.ts'
import type { Window } from '../../ports/polled-metrics.ts'
import { questionWord } from '../../ports/question-words.ts'
import { SourceFault } from '../../ports/source-fault.ts'

/** Percent-encoding keeps a value from reaching another host, path or parameter; `..` as a whole segment would. */
export function urlOf(template: string, question: Question, window: Window | null): URL {
  const text = template.replace(FILLED, (_, name: string) => {
    const value = valueIn(name, question, window)
    if (/^\.{1,2}$/.test(value)) throw new SourceFault('wrong', `is not asked: ${name} is "${value}"`)
    return encodeURIComponent(value.toWellFormed())
  })
  const url = URL.parse(text)
  if (url === null) throw new SourceFault('wrong', 'is not asked: its url is none')
  return url
}

const valueIn = (name: string, question: Question, window: Window | null): string =>
  questionWord(name, question) ?? momentIn(name, window)

function momentIn(name: string, window: Window | null): string {
  if (window === null) throw new Error(`nothing is filled in for ${name}`)
  const at = name.startsWith('FROM') ? window.from : window.to
  return name.endsWith('_SECONDS') ? String(at / 1_000) : formatInstant(at)
}
