import { escapedForHtml } from '../../core/text/html.ts'
import { withoutHidden } from '../../core/text/visible.ts'

/** Whatever a plan, a person or a step has said is text, and nothing in it reads otherwise than it is. */
export const text = (said: string): string => escapedForHtml(withoutHidden(said, () => ' '))

/** The address of a link, in which nothing ends it: brackets, and characters that cannot be seen, are written out. */
export const linkAddress = (url: string): string =>
  withoutHidden(url, encodeURIComponent).replace(/[<>"]/g, encodeURIComponent)
