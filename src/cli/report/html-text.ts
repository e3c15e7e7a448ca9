import { escapedForHtml } from '../../core/text/html.ts'
import { plain } from '../screen/text.ts'

/** Whatever a plan or a source says is text, without what would make it read otherwise than it is. */
export const text = (said: string): string => escapedForHtml(plain(said))
