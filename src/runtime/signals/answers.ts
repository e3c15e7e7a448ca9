import type { Slot } from '../../core/traffic/desired.ts'
import type { Answer, Question } from '../../ports/metrics.ts'

/** What was said to each question, by what it asked for. */
export type Answers = ReadonlyMap<string, Answer>

export function answersTo(questions: readonly Question[], measured: readonly Answer[]): Answers {
  if (measured.length !== questions.length)
    throw new Error(`a provider was asked ${questions.length} questions and gave ${measured.length} answers`)
  return new Map(
    questions.map((question, i) => [
      keyOf(question.environment, question.target, question.slot, question, question.version),
      measured[i] as Answer,
    ]),
  )
}

/** A verification may look at what serves everybody while another change rolls out beside it. */
export const keyOf = (
  environment: string,
  target: string,
  slot: Slot,
  { signal, each }: Pick<Question, 'signal' | 'each'>,
  version: string | undefined,
): string => JSON.stringify([environment, target, slot, signal, version ?? null, each ?? null])
