/** `length` is that of the whole answer, head and body. */
export type Answer = { readonly status: number; readonly head: string; readonly length: number }

/** The first answer in what has arrived, as latin1 so that a character is a byte; null while it is not whole. */
export function answerIn(got: string): Answer | null {
  const headEnd = got.indexOf('\r\n\r\n')
  if (headEnd === -1) return null
  const head = got.slice(0, headEnd)
  const status = Number(head.slice(9, 12))
  const bodyEnd = endOfBody(got, head, status, headEnd + 4)
  return bodyEnd === null || got.length < bodyEnd ? null : { status, head, length: bodyEnd }
}

function endOfBody(got: string, head: string, status: number, from: number): number | null {
  if (status === 204 || status === 304) return from
  const length = headerIn(head, 'content-length')
  if (length !== null) return from + Number(length)
  if (got.startsWith('0\r\n\r\n', from)) return from + 5
  const last = got.indexOf('\r\n0\r\n\r\n', from)
  return last === -1 ? null : last + 7
}

export function headerIn(head: string, name: string): string | null {
  const at = head.toLowerCase().indexOf(`\r\n${name}:`)
  if (at === -1) return null
  const end = head.indexOf('\r\n', at + 2)
  return head.slice(at + name.length + 3, end === -1 ? undefined : end).trim()
}
