/**
 * Takes secret values out of text. A value also leaks when it is printed as base64 (a Basic header), percent-encoded
 * (a URL) or inside JSON, so each value is looked for in all of these forms.
 */

export const REDACTED = '[secret]'

/** Shorter values cannot be told from ordinary text, and replacing them would give them away by their place. */
export const SECRET_LENGTH_MIN = 8

/** Every form of every value, longest first, so that no form is cut short by one that it contains. */
export function secretForms(values: Iterable<string>): readonly string[] {
  const forms = new Set<string>()
  for (const value of values) {
    if (value.length < SECRET_LENGTH_MIN) continue
    for (const form of formsOf(value)) forms.add(form)
  }
  return [...forms].sort((a, b) => b.length - a.length)
}

/** Replaces each form wherever it stands. `null` when there is nothing to look for. */
export function formPattern(forms: readonly string[]): RegExp | null {
  if (forms.length === 0) return null
  return new RegExp(forms.map((form) => form.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')).join('|'), 'g')
}

function formsOf(value: string): string[] {
  const bytes = Buffer.from(value, 'utf8')
  const percent = encodeURIComponent(value)
  const encoded = [0, 1, 2].map((offset) => base64Inside(bytes, offset))
  return [
    value,
    JSON.stringify(value).slice(1, -1),
    percent,
    percent.replace(/%20/g, '+'),
    bytes.toString('hex'),
    ...encoded,
    ...encoded.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
  ]
}

/**
 * The characters of a base64 text that depend on `bytes` alone, when `offset` other bytes (mod 3) stand before them.
 */
function base64Inside(bytes: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
  const from = Math.ceil((offset * 8) / 6)
  return text.slice(from, Math.floor(((offset + bytes.length) * 8) / 6))
}
