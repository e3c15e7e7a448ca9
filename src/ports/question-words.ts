import type { Question } from './metrics.ts'
import { NeedsVersion } from './source-fault.ts'

/**
 * What a placeholder such as `${TARGET}` stands for; null where its name is none of the question's. Throws where the
 * version is asked for and the question has none.
 */
export function questionWord(name: string, question: Question): string | null {
  switch (name) {
    case 'TARGET':
      return question.target
    case 'ENVIRONMENT':
      return question.environment
    case 'SIDE':
      return question.side
    case 'SLOT':
      return question.slot
    case 'VERSION':
      if (question.version === undefined) throw new NeedsVersion()
      return question.version
    default:
      return null
  }
}
