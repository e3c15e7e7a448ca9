import { FILLED, READINGS_MAX, type SqlSource } from '../../core/binding/polled-signal.ts'
import { formatInstant } from '../../core/time/instant.ts'
import type { Question } from '../../ports/metrics.ts'
import type { Window } from '../../ports/polled-metrics.ts'
import { questionWord } from '../../ports/question-words.ts'

/** One SELECT with numbered parameters, of which no more rows come than are asked for. */
export type Statement = { readonly text: string; readonly values: readonly string[] }

/** A row for each side, slot or version. */
const ROWS_BY = 200

/** One more than is right, so that too many are noticed. */
export const rowsMax = ({ by, each }: Pick<SqlSource, 'by' | 'each'>): number =>
  each !== undefined ? READINGS_MAX : by === null ? 1 : ROWS_BY

/** Whatever stands in `${NAME}` becomes a parameter, never text of the statement. */
export function statementOf(
  { query, by, each }: Pick<SqlSource, 'query' | 'by' | 'each'>,
  question: Question,
  window: Window | null,
): Statement {
  const names: string[] = []
  const text = query.replace(FILLED, (_, name: string) => {
    if (!names.includes(name)) names.push(name)
    return `$${names.indexOf(name) + 1}::${name === 'FROM' || name === 'TO' ? 'timestamptz' : 'text'}`
  })
  return {
    text: `select * from (\n${text}\n) as asked limit ${rowsMax({ by, ...(each === undefined ? {} : { each }) }) + 1}`,
    values: names.map((name) => parameterOf(name, question, window)),
  }
}

function parameterOf(name: string, question: Question, window: Window | null): string {
  const word = questionWord(name, question)
  if (word !== null) return word
  switch (name) {
    case 'FROM':
    case 'TO':
      if (window === null) throw new Error('a statement about an interval is asked without one')
      return formatInstant(name === 'FROM' ? window.from : window.to)
    default:
      throw new Error(`a statement has an unknown parameter ${name}`)
  }
}
