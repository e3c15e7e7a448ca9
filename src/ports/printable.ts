/** Terminal sequences: colours, titles, cursor moves. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g
const CONTROLS = /[^\P{Cc}\t\n]/gu

/**
 * What the outside world said, as text that can be journaled and shown: well-formed, no terminal sequences, no NUL
 * (which Postgres refuses). A carriage return on its own begins a line, as progress bars mean it.
 */
export function printable(text: string): string {
  return text.toWellFormed().replace(ESCAPES, '').replace(/\r\n?/g, '\n').replace(CONTROLS, '').trim()
}

/** The other side's text in one line of bounded length, for a sentence of ours. */
export function brief(text: string, most = 500): string {
  const plain = printable(text).replace(/\s+/g, ' ')
  return plain.length > most ? `${plain.slice(0, most).toWellFormed()} ...` : plain
}
