import { escapedForHtml } from '../../core/text/html.ts'
import { withoutHidden } from '../../core/text/visible.ts'

/** Whatever a plan, a person or a step has said is text, and nothing in it reads otherwise than it is. */
export const text = (said: string): string => escapedForHtml(withoutHidden(said, () => ' '))
