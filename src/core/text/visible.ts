/**
 * Characters that turn the reading direction round (marks, embeddings, overrides, isolates), or that cannot be seen and
 * part words: with them a line reads otherwise than it is. Joiners stay, which scripts and emoji are made with.
 */
const MARKS = /[\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]+/gu

/** The same, and what would move a cursor or begin a line. */
const HIDDEN =
  /[\p{Cc}\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]+/gu

/** For whatever prints text of people: a title reads as it is written, in a line of a log as in a notice. */
export const withoutMarks = (text: string): string => text.replace(MARKS, '')

/** What came from outside is shown as text and nothing else: each run of hidden characters as `instead` says. */
export function withoutHidden(text: string, instead: (run: string) => string): string {
  return text.replace(HIDDEN, instead)
}

/** JSON that says the same, in which the marks are written out, so that a terminal shows it as it is. */
export const jsonWithoutMarks = (json: string): string =>
  json.replace(MARKS, (run) =>
    Array.from(run, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  )
