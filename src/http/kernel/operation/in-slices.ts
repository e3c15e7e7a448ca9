import { setImmediate } from 'node:timers/promises'

const SLICE_MS = 10

/** Makes something of each item, and lets others have their turn whenever it has taken a while. */
export async function inSlices<Item, Made>(
  items: Iterable<Item>,
  make: (item: Item) => Made,
): Promise<Made[]> {
  const made: Made[] = []
  let began = performance.now()
  for (const item of items) {
    made.push(make(item))
    if (performance.now() - began < SLICE_MS) continue
    await setImmediate()
    began = performance.now()
  }
  return made
}
