/** Words that slowed readers down, and the plain word of the trade for each. */

export const plainWords: readonly { readonly riddle: string; readonly plain: string }[] = [
  { riddle: 'how-manieth', plain: 'which attempt, attempt number' },
  { riddle: "nobody's business", plain: 'not shown to the caller, hidden' },
  { riddle: 'there is none of', plain: 'unknown, not found' },
  { riddle: 'there are none of', plain: 'unknown, not found' },
  { riddle: 'whoever', plain: 'the caller, the user, the reader: the noun' },
  { riddle: 'whomever', plain: 'the caller, the user, the reader: the noun' },
  { riddle: 'wholly gone', plain: 'over, expired, lost' },
  { riddle: 'better days', plain: 'better figures, recovery' },
  { riddle: 'told of once', plain: 'reported once' },
  { riddle: 'is told of', plain: 'is reported, is notified of' },
  { riddle: 'are told of', plain: 'are reported, are notified of' },
  { riddle: 'mend', plain: 'fix' },
  { riddle: 'mends', plain: 'fixes' },
  { riddle: 'mended', plain: 'fixed' },
  { riddle: 'mending', plain: 'fixing' },
  { riddle: 'means nothing here', plain: 'is not supported here, is not allowed' },
  { riddle: 'answered as it would be', plain: 'answered like an existing one' },
]

export type Riddle = { readonly line: number; readonly riddle: string; readonly plain: string }

/** Every riddle in a text, also one that a comment breaks over two lines. Capitals make no difference. */
export function riddles(text: string): Riddle[] {
  return plainWords
    .flatMap(({ riddle, plain }) =>
      [...text.matchAll(patternOf(riddle))].map(({ index }) => ({
        line: text.slice(0, index).split('\n').length,
        riddle,
        plain,
      })),
    )
    .sort((a, b) => a.line - b.line)
}

function patternOf(riddle: string): RegExp {
  const words = riddle.split(' ').map((word) => word.replaceAll("'", "['’]"))
  return new RegExp(`(?<![\\w-])${words.join('(?:\\s|\\*|//|#|>)+')}(?![\\w-])`, 'gi')
}
