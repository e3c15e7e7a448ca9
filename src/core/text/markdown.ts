/** What CommonMark and its tables read as more than itself, wherever it stands; a backslash before each is allowed. */
const ANYWHERE = /[\\`*_[\]<>&|~$]/g
/** What does so at the beginning of a line: lists, headings, rules. */
const AT_THE_START = /^(?:(\d+)([.)])(?=\s|$)|([-+#=]))/
/** What becomes a link by itself. */
const LINKS = /:(?=\/\/)|(?<=\bwww)\./gi

/**
 * Whatever somebody says is text on one line: no link, no heading, no list, no table cell of its own, no HTML. What
 * cannot be seen has to be taken out before.
 */
export const escapedForMarkdown = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(ANYWHERE, '\\$&')
    .replace(LINKS, '\\$&')
    .replace(
      AT_THE_START,
      (_, digits: string | undefined, mark: string | undefined, sign: string | undefined) =>
        sign === undefined ? `${digits}\\${mark}` : `\\${sign}`,
    )
