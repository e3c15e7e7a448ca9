import { withoutHidden } from '../../../src/read/words/plain.ts'

/**
 * What came from outside is shown as text. React sees to the markup; this sees to characters that turn the reading
 * direction round or cannot be seen. Line breaks and tabs stay: outputs of commands have them.
 */
export function plain(text: string): string {
  return withoutHidden(text, (run) => run.replace(/[^\n\t]/gu, '\ufffd'))
}
