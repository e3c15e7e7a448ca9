/** The outer form of certificates and of lists of them (X.690, DER): as much as is needed to find a name and a time. */
export type Element = {
  readonly tag: number
  readonly content: Buffer
  /** With its tag and its length. */
  readonly whole: Buffer
}

export const TAG = { integer: 0x02, utcTime: 0x17, generalizedTime: 0x18, version: 0xa0 } as const

/** Throws where there is none, or where it is cut off. */
export function onlyElement(der: Buffer): Element {
  const [first] = elementsOf(der)
  if (first === undefined) throw new Error('there is nothing in it')
  return first
}

/** One after the other. Throws where one is cut off. */
export function elementsOf(der: Buffer): readonly Element[] {
  const elements: Element[] = []
  for (let at = 0; at < der.length; ) {
    const { head, length } = headAt(der, at)
    const end = at + head + length
    if (end > der.length) throw new Error('it is cut off')
    elements.push({
      tag: der[at] ?? 0,
      content: der.subarray(at + head, end),
      whole: der.subarray(at, end),
    })
    at = end
  }
  return elements
}

/** A length of up to 127 is one byte; of a longer one that byte says how many follow. */
function headAt(der: Buffer, at: number): { readonly head: number; readonly length: number } {
  const first = der[at + 1] ?? 0
  if (first < 0x80) return { head: 2, length: first }
  const bytes = first & 0x7f
  if (bytes === 0 || bytes > 4 || at + 2 + bytes > der.length) throw new Error('it is cut off')
  return { head: 2 + bytes, length: der.readUIntBE(at + 2, bytes) }
}
