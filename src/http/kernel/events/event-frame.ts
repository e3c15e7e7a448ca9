import type { Told } from '../../../read/journal/journal-feed.ts'

/** `change`: numbered by the change's own stream; `all`: by the place in the whole journal. */
export type Numbering = 'change' | 'all'
export type FrameStyle = { readonly by: Numbering; readonly named: boolean }

/** As it goes over the wire, made once for all who read it. */
export function frameOf(told: Told, { by, named }: FrameStyle): Uint8Array {
  const known = FRAMES.get(told) ?? new Map<string, Uint8Array>()
  FRAMES.set(told, known)
  const style = `${by}/${named}`
  const frame = known.get(style) ?? encode(told, by, named)
  known.set(style, frame)
  return frame
}

const FRAMES = new WeakMap<Told, Map<string, Uint8Array>>()
const text = new TextEncoder()

function encode({ position, change, entry }: Told, by: Numbering, named: boolean): Uint8Array {
  const id = by === 'change' ? entry.seq : position
  const name = named ? `event: ${entry.event ?? entry.type}\n` : ''
  // JSON has no line breaks outside of strings, and escapes those within.
  return text.encode(`id: ${id}\n${name}data: ${JSON.stringify({ change, ...entry })}\n\n`)
}

/** The change is over and everything is sent: the reader closes the stream, for it would only be opened again. */
export const END = text.encode('event: end\ndata: {}\n\n')
