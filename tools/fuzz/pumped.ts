import type { Random } from './random.ts'

/**
 * What a kind of text is made of. What costs more than it should does so by something that repeats: so a text is a
 * frame with some fragments in it, again and again. `#` in a fragment becomes a number that is never the same.
 */
export type Grammar = {
  /** What goes before and behind, so that the repeated part is met where it is looked at. */
  readonly frames: readonly (readonly [before: string, behind: string])[]
  readonly fragments: readonly string[]
  /** What opens and closes, for texts within texts. */
  readonly pairs: readonly (readonly [open: string, close: string])[]
  /** Of the repeated part, where more is refused for its length alone. */
  readonly longest?: number
}

/** Some `length` characters long. */
export function pumped(grammars: readonly Grammar[], length: number, random: Random): string {
  const { frames, fragments, pairs, longest } = random.pick(grammars)
  const [before, behind] = random.pick(frames)
  const most = longest === undefined ? length - before.length - behind.length : random.whole(longest)
  const room = Math.max(0, most)
  const shape = random.whole(6)
  if (shape === 0 && pairs.length > 0) return before + nested(random.pick(pairs), room, random) + behind
  const first = random.pick(fragments)
  // Fragments that end alike mostly go together: lines with lines, items with items.
  const alike = random.whole(4) > 0 ? fragments.filter((each) => each.at(-1) === first.at(-1)) : fragments
  const more = shape < 3 ? 0 : random.whole(3)
  const pieces = [first, ...Array.from({ length: more }, () => random.pick(alike))]
  if (shape === 2 && pairs.length > 0) {
    const [open, close] = random.pick(pairs)
    return before + repeated([open, ...pieces, close], room) + behind
  }
  if (shape === 3)
    return before + repeated(pieces, room / 2) + repeated([random.pick(alike)], room / 2) + behind
  return before + repeated(pieces, room) + behind
}

function nested([open, close]: readonly [string, string], room: number, random: Random): string {
  const levels = Math.ceil(room / (open.length + close.length) / random.pick([1, 1, 10, 200]))
  const isClosed = random.whole(4) > 0
  const once = Array.from({ length: levels }, (_, i) => numbered(open, i)).join('')
  const whole = once + (isClosed ? close.repeat(levels) : '')
  return repeated([whole], room)
}

export function repeated(pieces: readonly string[], room: number): string {
  const parts: string[] = []
  for (let length = 0, i = 0; length < room; i++) {
    const piece = numbered(pieces[i % pieces.length] ?? ' ', i)
    parts.push(piece)
    length += Math.max(1, piece.length)
  }
  return parts.join('')
}

const numbered = (piece: string, i: number): string => piece.replaceAll('#', i.toString(36))
