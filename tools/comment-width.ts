/** The formatter wraps code but leaves comments as wide as they were written. */

export const commentWidthMax = 120

/** The number of each line, from 1, whose comment is too wide. One with an address cannot be broken. */
export function wideComments(text: string, most = commentWidthMax): number[] {
  return text
    .split('\n')
    .flatMap((line, index) =>
      isComment(line) && line.length > most && !/https?:\/\//.test(line) ? [index + 1] : [],
    )
}

/** A line that is a comment and nothing else, also in the middle of a block and in JSX. */
function isComment(line: string): boolean {
  return /^\s*(\/\/|\{?\/\*|\*( |\/|$))/.test(line)
}
