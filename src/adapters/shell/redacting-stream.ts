import { formPattern, REDACTED } from '../../ports/redaction.ts'

/** Redacts bytes that arrive in pieces: a secret that is cut in two by a pipe is found all the same. */
export type RedactingStream = {
  /** What can be passed on now. A few bytes are held back while they could be the beginning of a secret. */
  push(bytes: Buffer): Buffer
  end(): Buffer
}

/** Bytes are handled as Latin-1 characters, so that invalid UTF-8 passes through as it came. */
export function redactingStream(secretForms: readonly string[]): RedactingStream {
  const forms = secretForms.map((form) => Buffer.from(form, 'utf8').toString('latin1'))
  const pattern = formPattern(forms)
  const longest = Math.max(0, ...forms.map((form) => form.length))
  let held = ''

  /** Whatever begins before `decided` has all its characters here, so the longest form that fits is the right one. */
  function take(text: string, decided: number): string {
    if (pattern === null) return text
    let passed = ''
    let at = 0
    pattern.lastIndex = 0
    for (
      let found = pattern.exec(text);
      found !== null && found.index < decided;
      found = pattern.exec(text)
    ) {
      passed += text.slice(at, found.index) + REDACTED
      at = found.index + found[0].length
    }
    const until = Math.max(at, decided)
    held = text.slice(until)
    return passed + text.slice(at, until)
  }

  return {
    push(bytes) {
      if (pattern === null) return bytes
      const text = held + bytes.toString('latin1')
      return Buffer.from(take(text, Math.max(0, text.length - longest + 1)), 'latin1')
    },
    end() {
      return Buffer.from(take(held, held.length), 'latin1')
    },
  }
}
