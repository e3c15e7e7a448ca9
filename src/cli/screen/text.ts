import { stripVTControlCharacters } from 'node:util'
import stringWidth from 'string-width'
import { withoutHidden } from '../../read/words/plain.ts'

/** What came from outside is shown as text: nothing in it may move the cursor or colour the screen. */
export function plain(text: string): string {
  return withoutHidden(stripVTControlCharacters(text), () => ' ')
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Columns that a text takes on a terminal; colours take none. */
export const columnsOf = (text: string): number => stringWidth(text)

/** Cut to fit, with an ellipsis where something is missing. For text without colours. */
export function clip(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text
  let cut = ''
  let used = 0
  for (const { segment } of graphemes.segment(text)) {
    const width = stringWidth(segment)
    if (used + width > columns - 1) break
    cut += segment
    used += width
  }
  return columns <= 0 ? '' : `${cut}…`
}

export function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - columnsOf(text)))
}

export function padLeft(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - columnsOf(text))) + text
}

/** Both ends of a line; the left one gives way when there is no room. */
export function ends(left: string, right: string, columns: number): string {
  return left + ' '.repeat(Math.max(1, columns - columnsOf(left) - columnsOf(right))) + right
}

/** Words on lines that fit, the later ones indented. */
export function wrap(text: string, columns: number, indent = ''): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const room = columns - (lines.length === 0 ? 0 : columnsOf(indent))
    const longer = line === '' ? word : `${line} ${word}`
    if (columnsOf(longer) <= room || line === '') line = longer
    else {
      lines.push(line)
      line = word
    }
  }
  return [...lines, line]
    .map((each, i) => (i === 0 ? each : indent + each))
    .map((each) => clip(each, columns))
}
