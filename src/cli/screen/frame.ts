import type { Sign, Tone } from '../../read/words/tone.ts'
import type { Paint } from '../terminal/terminal.ts'

/** What drawing depends on besides what is drawn. */
export type Frame = {
  readonly paint: Paint
  readonly columns: number
  /** Where the reader is, and what time it is by the server's clock. */
  readonly zone: string
  readonly now: number
}

export function toned(paint: Paint, tone: Tone, text: string): string {
  switch (tone) {
    case 'good':
      return paint.green(text)
    case 'bad':
      return paint.red(text)
    case 'wait':
      return paint.yellow(text)
    case 'quiet':
      return paint.dim(text)
    case 'plain':
      return text
  }
}

/** How signs look on a terminal. */
export const GLYPHS: Readonly<Record<Sign, string>> = {
  done: '●',
  going: '◐',
  open: '○',
  failed: '✗',
  doubt: '?',
  stopped: '■',
  again: '↻',
  person: '?',
}

/** A word in the margin, what it heads beside it. */
export const MARGIN = 8
export function headed(paint: Paint, word: string, lines: readonly string[]): readonly string[] {
  return lines.map((line, i) => ` ${i === 0 ? paint.dim(word.padEnd(MARGIN)) : ' '.repeat(MARGIN)}${line}`)
}
