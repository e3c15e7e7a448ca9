/** In single quotes HAProxy takes everything as it stands. */
export function quoted(text: string): string {
  if (/['\n\r]/.test(text)) throw new RangeError(`${JSON.stringify(text)} holds a quote or a line break`)
  return /^[\w./:?,=@%+-]+$/.test(text) ? text : `'${text}'`
}
