/** Runs of characters that would move a cursor, turn the reading direction round, or cannot be seen. */
const HIDDEN = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu

/** What came from outside is shown as text and nothing else: each run of hidden characters as `instead` says. */
export function withoutHidden(text: string, instead: (run: string) => string): string {
  return text.replace(HIDDEN, instead)
}
