import { INSTANT } from '../../../src/read/words/time.ts'
import { unbroken } from './format.ts'
import { At } from './time.tsx'

/** What the server says, with its instants by the clock on the wall. */
export function Sentence({ text }: { text: string }) {
  return text.split(INSTANT).map((part, i) =>
    // Every second part is an instant; parts have no name but their place.
    // biome-ignore lint/suspicious/noArrayIndexKey: they never change places
    i % 2 === 1 ? <At key={i} at={part} /> : unbroken(part),
  )
}
